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

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.util.ClassUtils;

/**
 * The web servers of Spring Boot, and how long the accept queue of each is. Listening
 * decides it, so it is needed before there is a server to ask.
 */
enum EmbeddedServer {

	// Jetty leaves it to the JDK
	JETTY("jetty.autoconfigure.%s.Jetty", "org.eclipse.jetty.server.Server", 50),

	// Netty takes the longest that the system allows
	NETTY("reactor.netty.autoconfigure.Netty", "reactor.netty.http.server.HttpServer", 0),

	// Tomcat has a property for it
	TOMCAT("tomcat.autoconfigure.%s.Tomcat", "org.apache.catalina.startup.Tomcat", 100);

	static final int ACCEPT_QUEUE_OF_GRPC = 128;

	private final String module;

	private final String library;

	private final int acceptQueue;

	EmbeddedServer(String module, String library, int acceptQueue) {
		this.module = module;
		this.library = library;
		this.acceptQueue = acceptQueue;
	}

	// Of the web servers that are there Spring Boot chooses the first in the alphabet
	static int acceptQueue(WebApplicationType type, PropertyReader reader, @Nullable ClassLoader classLoader) {
		String[] excluded = reader.read("spring.autoconfigure.exclude", String[].class);
		String kind = (type == WebApplicationType.REACTIVE) ? "Reactive" : "Servlet";
		EmbeddedServer server = Stream.of(values())
			.filter((candidate) -> candidate.isChosen(kind, classLoader,
					(excluded != null) ? List.of(excluded) : List.of()))
			.findFirst()
			.orElse(NETTY);
		Integer configured = (server == TOMCAT) ? reader.read("server.tomcat.accept-count", Integer.class) : null;
		return (configured != null) ? configured : server.acceptQueue;
	}

	// The types whose presence decides
	static Stream<String> types() {
		return Stream.of(values())
			.flatMap((server) -> Stream.of(server.library, server.autoConfiguration("Servlet"),
					server.autoConfiguration("Reactive")));
	}

	private String autoConfiguration(String kind) {
		return "org.springframework.boot." + this.module.formatted(kind.toLowerCase(Locale.ROOT)) + kind
				+ "WebServerAutoConfiguration";
	}

	private boolean isChosen(String kind, @Nullable ClassLoader classLoader, List<String> excluded) {
		String autoConfiguration = autoConfiguration(kind);
		return ClassUtils.isPresent(autoConfiguration, classLoader) && ClassUtils.isPresent(this.library, classLoader)
				&& !excluded.contains(autoConfiguration);
	}

}
