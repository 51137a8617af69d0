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

package io.github.portresolver.handoff;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * The servers, all of which are on the test's class path.
 */
public enum ServerKind {

	TOMCAT("tomcat.autoconfigure", "Tomcat", "servlet"),

	TOMCAT_REACTIVE("tomcat.autoconfigure", "Tomcat", "reactive"),

	JETTY("jetty.autoconfigure", "Jetty", "servlet"),

	JETTY_REACTIVE("jetty.autoconfigure", "Jetty", "reactive"),

	NETTY("reactor.netty.autoconfigure", "Netty", "reactive");

	private final String packageName;

	private final String prefix;

	private final String type;

	ServerKind(String packageName, String prefix, String type) {
		this.packageName = packageName;
		this.prefix = prefix;
		this.type = type;
	}

	/**
	 * Return what has Spring Boot choose this server.
	 * @return the properties of the application
	 */
	public String[] properties() {
		String others = Arrays.stream(values())
			.filter((kind) -> !kind.prefix.equals(this.prefix))
			.flatMap(ServerKind::autoConfigurations)
			.distinct()
			.collect(Collectors.joining(","));
		return new String[] { "spring.main.web-application-type=" + this.type,
				"spring.autoconfigure.exclude=" + others };
	}

	private Stream<String> autoConfigurations() {
		String type = StringUtils.capitalize(this.type);
		String prefix = "org.springframework.boot." + this.packageName;
		return Stream
			.of("%s.actuate.web.server.%s%sManagementContextAutoConfiguration".formatted(prefix, this.prefix, type),
					(this != NETTY)
							? "%s.%s.%s%sWebServerAutoConfiguration".formatted(prefix, this.type, this.prefix, type)
							: prefix + ".NettyReactiveWebServerAutoConfiguration");
	}

}
