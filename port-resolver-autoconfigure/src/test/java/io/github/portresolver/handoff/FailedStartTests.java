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

import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Descriptors;
import io.github.portresolver.testsupport.Ports;
import org.apache.catalina.Lifecycle;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts that fail leave nothing bound.
 */
class FailedStartTests {

	private Set<String> socketsBefore = Set.of();

	@BeforeEach
	void countSockets() throws IOException {
		this.socketsBefore = Descriptors.sockets();
	}

	@AfterEach
	void noSocketIsLeftOpen() throws Exception {
		// Loops end a little later
		Await.until(() -> this.socketsBefore.containsAll(Descriptors.sockets()));
	}

	static Stream<Arguments> failures() {
		return Stream.of(Failure.values())
			.flatMap((failure) -> HandOffTests.servers()
				.map((server) -> Arguments.of(server.get()[0], server.get()[1], failure)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void portIsFreeAfterFailure(ServerKind kind, Hold hold, Failure failure) throws Exception {
		DuringStart<Integer> port = new DuringStart<>(RunningServer::port);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(
					() -> RunningServer.starter(kind, hold).with(port).initialize(failure.initializer).start().close())
			.withStackTraceContaining("on purpose");
		assertThat(Ports.isFree(port.result())).isTrue();
	}

	private static <T> T fail() {
		throw new IllegalStateException("on purpose");
	}

	/**
	 * When a start fails.
	 */
	enum Failure {

		BEFORE_SERVER((context) -> context.registerBean(BeanFactoryPostProcessor.class, () -> (factory) -> fail())),

		AFTER_SERVER_BEAN((context) -> context.registerBean("failing", Object.class, () -> fail())),

		WITH_PORT((context) -> context.registerBean(WebServerFactoryCustomizer.class, () -> Failure::failWithPort)),

		AFTER_SERVER_START((context) -> context
			.addApplicationListener((ApplicationListener<WebServerInitializedEvent>) (event) -> fail())),

		IN_RUNNER((context) -> context.registerBean(ApplicationRunner.class, () -> (arguments) -> fail()));

		private final ApplicationContextInitializer<GenericApplicationContext> initializer;

		Failure(ApplicationContextInitializer<GenericApplicationContext> initializer) {
			this.initializer = initializer;
		}

		private static void failWithPort(WebServerFactory factory) {
			if (factory instanceof TomcatWebServerFactory tomcat) {
				tomcat.addConnectorCustomizers((connector) -> connector.addLifecycleListener((event) -> {
					if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
						fail();
					}
				}));
			}
			else if (factory instanceof JettyWebServerFactory jetty) {
				jetty.addServerCustomizers(
						(server) -> ((AbstractConnector) server.getConnectors()[0]).addBean(new FailingBean()));
			}
			else if (factory instanceof NettyReactiveWebServerFactory netty) {
				netty.addServerCustomizers((server) -> server.runOn((useNative) -> fail()));
				netty.setResourceFactory(null);
			}
		}

	}

	private static final class FailingBean extends AbstractLifeCycle {

		@Override
		protected void doStart() {
			fail();
		}

	}

}
