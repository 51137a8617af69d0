/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.portresolver.boot;

import java.util.Collection;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;

/**
 * How long the accept queue of each server is. Listening decides it, so it is needed
 * before there is a server to ask.
 */
enum AcceptQueue {

	// Jetty leaves it to the JDK
	JETTY("jetty.autoconfigure.%s.Jetty", "org.eclipse.jetty.server.Server", 50),

	// Netty takes the longest that the system allows
	NETTY("reactor.netty.autoconfigure.Netty", "reactor.netty.http.server.HttpServer", 0),

	// Tomcat has a property for it
	TOMCAT("tomcat.autoconfigure.%s.Tomcat", "org.apache.catalina.startup.Tomcat", 100);

	static final int GRPC = 128;

	private final String module;

	private final String library;

	private final int length;

	AcceptQueue(String module, String library, int length) {
		this.module = module;
		this.library = library;
		this.length = length;
	}

	// Of the web servers that are there Spring Boot chooses the first in the alphabet
	static int length(WebApplicationType type, Predicate<String> isPresent, Collection<String> excluded,
			Supplier<@Nullable Integer> acceptCount) {
		String kind = (type == WebApplicationType.REACTIVE) ? "Reactive" : "Servlet";
		for (AcceptQueue server : values()) {
			String autoConfiguration = "org.springframework.boot."
					+ server.module.formatted(kind.toLowerCase(Locale.ROOT)) + kind + "WebServerAutoConfiguration";
			if (isPresent.test(autoConfiguration) && isPresent.test(server.library)
					&& !excluded.contains(autoConfiguration)) {
				Integer configured = (server == TOMCAT) ? acceptCount.get() : null;
				return (configured != null) ? configured : server.length;
			}
		}
		return 0;
	}

}
