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

import io.github.portresolver.testsupport.Apps;
import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose socket was bound by what started it, as
 * systemd.socket(5) does with {@code Accept=no} and inetd(8) with {@code wait}.
 */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class InheritedSocketTests {

	/**
	 * Becomes the program with the listening socket as its standard input, and the port
	 * as its last argument.
	 */
	private static final String ACTIVATE = """
			socket(S, PF_INET, SOCK_STREAM, 0) and bind(S, pack_sockaddr_in(0, INADDR_LOOPBACK)) and listen(S, 10) or die;
			my ($port) = unpack_sockaddr_in(getsockname(S));
			open(STDIN, "<&", \\*S) or die;
			exec(@ARGV, $port);
			""";

	@Test
	void serverThatInheritsItsSocketServesOnIt() throws Exception {
		try (ForkedJvm process = ForkedJvm.of(Main.class).prefix("perl", "-MSocket", "-e", ACTIVATE).start()) {
			process.awaitLine("answer: 200 hello");
			assertThat(process.output()).doesNotContain(" is in use", "WARN");
		}
	}

	public static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) throws Exception {
			int port = Integer.parseInt(arguments[0]);
			ConfigurableApplicationContext context = SpringApplication.run(
					new Class<?>[] { Apps.Web.class, Inheriting.class },
					new String[] { Apps.port(port), "--server.address=127.0.0.1", Apps.STAYS });
			System.out.println("answer: " + Apps.get(port, "/"));
			context.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Inheriting {

		@Bean
		WebServerFactoryCustomizer<TomcatWebServerFactory> inheritChannel() {
			return (factory) -> factory
				.addConnectorCustomizers((connector) -> connector.setProperty("useInheritedChannel", "true"));
		}

	}

}
