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

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import io.github.portresolver.testsupport.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.boot.rsocket.server.RSocketServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.InProcessGrpcServerFactory;
import org.springframework.grpc.server.NettyGrpcServerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PortRequests}.
 */
class PortRequestsTests {

	private final Map<String, Object> variables = new HashMap<>();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void addWebServersWhenNothingIsSetOrEmptyAsksForSpringBootsDefaultOnly() {
		PortRequest request = request(PortKind.SERVER, null, 8080, "/");
		assertThat(requests()).containsExactly(request);
		assertThat(requests("server.port=", "management.server.port=")).containsExactly(request);
	}

	@ParameterizedTest
	@CsvSource({ "-1,''", "-5,''", "-1,-1", "-1,9001" })
	void addWebServersWhenPortIsNegativeAsksForNone(String server, String management) {
		assertThat(requests("server.port=" + server, "management.server.port=" + management))
			.extracting(PortRequest::name)
			.isEqualTo("9001".equals(management) ? List.of("management") : List.of());
	}

	@ParameterizedTest
	@CsvSource({ "server.port,80.5,not a valid integer", "server.port,${nowhere},not a valid integer",
			"server.port,99999999999,not a valid integer",
			"management.server.port,65536,must not be greater than 65535" })
	void addWebServersWhenPortIsInvalidNamesIt(String property, String value, String reason) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> requests(property + "=" + value))
			.withMessageContaining("' is not a valid value for '" + property + "' (")
			.withMessageEndingWith("): " + reason);
	}

	@Test
	void addWebServersReadsRelaxedNames() {
		this.variables.put("SERVER_PORT", "8181");
		this.variables.put("MANAGEMENT_SERVER_PORT", "8282");
		assertThat(requests()).extracting(PortRequest::port).containsExactly(8181, 8282);
	}

	@Test
	void addWebServersWhenPortIsRolledAsksForPortOfItsRange() {
		assertThat(onlyRequest("server.port=${random.int[20000,20009]}").port()).isBetween(20000, 20008);
	}

	@ParameterizedTest
	@CsvSource({ "8081,8081", "'',8080" })
	void addWebServersWhenManagementEqualsServerFollowsIt(String server, String management) {
		PortRequest request = onlyRequest("server.port=" + server, "management.server.port=" + management);
		assertThat(request.name()).isEqualTo("server");
		assertThat(request.aliases()).containsExactly("management.server.port");
	}

	@Test
	void addWebServersWhenManagementDiffersAsksForBoth() {
		assertThat(requests("server.port=8081", "management.server.port=9001")).containsExactly(
				request(PortKind.SERVER, "\"server.port\" from property source \"test\"", 8081, "/"),
				request(PortKind.MANAGEMENT, "\"management.server.port\" from property source \"test\"", 9001,
						"/actuator"));
	}

	@Test
	void addWebServersWhenBothAreZeroAsksForTwoRandomPorts() {
		List<PortRequest> requests = requests("server.port=0", "management.server.port=0");
		assertThat(requests).extracting(PortRequest::name).containsExactly("server", "management");
		assertThat(requests).allMatch(PortRequest::isRandom);
		assertThat(requests.get(0).origin()).isEqualTo("\"server.port\" from property source \"test\"");
	}

	@Test
	void addWebServersWhenActuatorIsAbsentIgnoresManagement() {
		ClassLoader classLoader = new FilteredClassLoader("org.springframework.boot.actuate");
		assertThat(requests(WebApplicationType.SERVLET, classLoader, "management.server.port=not even read"))
			.extracting(PortRequest::name)
			.containsExactly("server");
	}

	@Test
	void addWebServersWhenThereIsNoWebServerAsksForNoneAndReadsNothing() {
		assertThat(requests(WebApplicationType.NONE, getClass().getClassLoader(), "server.port=not even read"))
			.isEmpty();
	}

	@Test
	void addWebServersReadsAddresses() throws Exception {
		assertThat(requests("server.address=127.0.0.1", "management.server.port=9001", "management.server.address=::1"))
			.extracting(PortRequest::address)
			.containsExactly(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"));
	}

	@ParameterizedTest
	@CsvSource({ "server.ssl.bundle=web, https, https", "server.ssl.key-store=/x.p12, https, https",
			"server.ssl.certificate=/x.pem, https, https", "server.ssl.ciphers=x, http, http",
			"server.ssl.bundle=web server.ssl.enabled=false, http, http",
			"server.ssl.bundle=web management.server.ssl.enabled=false, https, http",
			"server.ssl.bundle=web management.server.ssl.bundle=ops, https, https",
			"management.server.ssl.bundle=ops, http, https",
			"management.server.ssl.bundle=ops server.ssl.enabled=false, http, https" })
	void addWebServersTellsHttpsFromHttpAndOfManagementAsItIsServed(String properties, String server,
			String management) {
		assertThat(requests(("management.server.port=9001 " + properties).split(" ")))
			.extracting((request) -> request.url().scheme())
			.containsExactly(server, management);
	}

	@ParameterizedTest
	@CsvSource({ "'', /actuator", "management.server.base-path=/ops, /ops/actuator",
			"management.endpoints.web.base-path=/manage, /manage", "management.endpoints.web.base-path=/, /",
			"management.server.base-path=/ops management.endpoints.web.base-path=/, /ops" })
	void addWebServersTellsBasePathOfActuator(String properties, String path) {
		assertThat(requests(("management.server.port=9001 " + properties).split(" "))).last()
			.extracting((request) -> request.url().path())
			.isEqualTo(path);
	}

	@ParameterizedTest
	@CsvSource({ "/shop,/shop/", "shop,/shop/", "/,/", "'',/", "/a/b/,/a/b/" })
	void addWebServersNormalizesContextPath(String configured, String path) {
		assertThat(onlyRequest("server.servlet.context-path=" + configured).url().path()).isEqualTo(path);
	}

	@Test
	void addWebServersWhenReactiveReadsBasePathOfWebFlux() {
		assertThat(requests(WebApplicationType.REACTIVE, getClass().getClassLoader(),
				"server.servlet.context-path=/servlet", "spring.webflux.base-path=/reactive"))
			.extracting((request) -> request.url().path())
			.containsExactly("/reactive/");
	}

	@Test
	void addWebServersReadsAcceptCountForTomcatOnly() {
		String seven = "server.tomcat.accept-count=7";
		String tomcat = "spring.autoconfigure.exclude="
				+ "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";
		assertThat(onlyRequest(seven).backlog()).isEqualTo(50);
		assertThat(onlyRequest(seven, tomcat).backlog()).isEqualTo(7);
		assertThat(onlyRequest(tomcat).backlog()).isEqualTo(100);
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, none, 50", "SERVLET, org.eclipse.jetty, 7", "REACTIVE, org.eclipse.jetty, 0",
			"REACTIVE, org.springframework.boot.jetty, 0" })
	void addWebServersTakesQueueOfTheServerThatSpringBootChooses(WebApplicationType type, String hidden, int length) {
		assertThat(requests(type, new FilteredClassLoader(hidden), "server.tomcat.accept-count=7"))
			.extracting(PortRequest::backlog)
			.containsExactly(length);
	}

	@Test
	void addWebServersWhenAcceptCountIsInvalidDoesNotSpeakOfPorts() {
		ClassLoader classLoader = new FilteredClassLoader("org.eclipse.jetty");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> requests(WebApplicationType.SERVLET, classLoader, "server.tomcat.accept-count=many"))
			.withMessageContaining("'server.tomcat.accept-count'");
		assertThat(AllowedValues.of("server.tomcat.accept-count", Integer.class))
			.isEqualTo("zero or a positive number");
	}

	private PortRequest onlyRequest(String... properties) {
		List<PortRequest> requests = requests(properties);
		assertThat(requests).hasSize(1);
		return requests.get(0);
	}

	private PortRequest request(PortKind kind, String origin, int port, String path) {
		return new PortRequest(kind, kind.portName(), kind.property(), List.of(),
				(origin != null) ? String.valueOf(port) : null, origin, port, null, 50,
				Requests.verdict(Fallback.ADJACENT), Hold.HAND_OFF, new PortRange(1, 2), new UrlTemplate("http", path));
	}

	private List<PortRequest> requests(String... properties) {
		return requests(WebApplicationType.SERVLET, getClass().getClassLoader(), properties);
	}

	private List<PortRequest> requests(WebApplicationType type, ClassLoader classLoader, String... properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", this.variables));
		TestPropertyValues.of(properties).applyTo(environment);
		RandomValuePropertySource.addToEnvironment(environment);
		PortRequests requests = new PortRequests(new PropertyReader(environment),
				PropertyReaderTests.read("port-resolver.random.range", "1-2"), Requests.verdict(Fallback.ADJACENT),
				classLoader);
		requests.addWebServers(type, true);
		return requests.requests();
	}

	@Test
	void isDefinedWithAFactoryThatServesOutsideReturnsTrueAndCreatesNoBean() {
		define(InProcessGrpcServerFactory.class);
		assertThat(isRpcServerDefined(PortKind.GRPC)).isFalse();
		assertThat(isRpcServerDefined(PortKind.RSOCKET)).isFalse();
		define(NettyGrpcServerFactory.class);
		define(RSocketServerFactory.class);
		assertThat(isRpcServerDefined(PortKind.GRPC)).isTrue();
		assertThat(isRpcServerDefined(PortKind.RSOCKET)).isTrue();
		assertThat(this.beanFactory.getSingletonCount()).isZero();
		FilteredClassLoader classLoader = new FilteredClassLoader(GrpcServerFactory.class);
		assertThat(PortRequests.isRpcServerDefined(PortKind.GRPC, this.beanFactory, classLoader)).isFalse();
	}

	private boolean isRpcServerDefined(PortKind kind) {
		return PortRequests.isRpcServerDefined(kind, this.beanFactory, getClass().getClassLoader());
	}

	private void define(Class<?> type) {
		this.beanFactory.registerBeanDefinition(type.getName(), new RootBeanDefinition(type));
	}

}
