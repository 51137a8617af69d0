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
import java.util.stream.Stream;

import io.github.portresolver.Fallback;
import io.github.portresolver.Hold;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.resolve.PortRange;
import io.github.portresolver.resolve.PortRequest;
import io.github.portresolver.resolve.PortRequest.PortKind;
import io.github.portresolver.resolve.PortRequest.UrlTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.boot.rsocket.server.RSocketServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.env.MapPropertySource;
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

	private final Map<String, Object> properties = new HashMap<>();

	private final Map<String, Object> variables = new HashMap<>();

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void addWebServersWhenNothingIsSetOrEmptyAsksForSpringBootsDefaultOnly() {
		PortRequest request = request(PortKind.SERVER, null, 8080, "/");
		assertThat(requests(WebApplicationType.SERVLET).requests()).containsExactly(request);
		this.properties.put("server.port", "");
		this.properties.put("management.server.port", "");
		assertThat(requests(WebApplicationType.SERVLET).requests()).containsExactly(request);
	}

	@ParameterizedTest
	@CsvSource({ "-1,", "-5,", "-1,-1", "-1,9001" })
	void addWebServersWhenPortIsNegativeAsksForNone(String server, String management) {
		this.properties.put("server.port", server);
		this.properties.put("management.server.port", (management != null) ? management : "");
		assertThat(requests(WebApplicationType.SERVLET).requests()).extracting(PortRequest::name)
			.isEqualTo("9001".equals(management) ? List.of("management") : List.of());
	}

	@ParameterizedTest
	@CsvSource({ "server.port,80.5,not a number", "server.port,${nowhere},not a number",
			"server.port,99999999999,not a number", "management.server.port,65536,must not be greater than 65535" })
	void addWebServersWhenPortIsInvalidNamesIt(String property, String value, String reason) {
		this.properties.put(property, value);
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> requests(WebApplicationType.SERVLET))
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo(property))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	@Test
	void addWebServersReadsRelaxedNames() {
		this.variables.put("SERVER_PORT", "8181");
		this.variables.put("MANAGEMENT_SERVER_PORT", "8282");
		assertThat(requests(WebApplicationType.SERVLET).requests()).extracting(PortRequest::port)
			.containsExactly(8181, 8282);
	}

	@Test
	void addWebServersWhenPortIsRolledAsksForPortOfItsRange() {
		this.properties.put("server.port", "${random.int[20000,20009]}");
		assertThat(onlyRequest().port()).isBetween(20000, 20008);
	}

	@ParameterizedTest
	@CsvSource({ "8081,8081", ",8080" })
	void addWebServersWhenManagementEqualsServerFollowsIt(String server, String management) {
		this.properties.put("server.port", server);
		this.properties.put("management.server.port", management);
		PortRequests requests = requests(WebApplicationType.SERVLET);
		assertThat(requests.requests()).extracting(PortRequest::name).containsExactly("server");
		assertThat(requests.requests().get(0).aliases()).containsExactly("management.server.port");
	}

	@Test
	void addWebServersWhenManagementDiffersAsksForBoth() {
		this.properties.put("server.port", "8081");
		this.properties.put("management.server.port", "9001");
		PortRequests requests = requests(WebApplicationType.SERVLET);
		assertThat(requests.requests()).containsExactly(
				request(PortKind.SERVER, "\"server.port\" from property source \"test\"", 8081, "/"),
				request(PortKind.MANAGEMENT, "\"management.server.port\" from property source \"test\"", 9001,
						"/actuator"));
	}

	@Test
	void addWebServersWhenBothAreZeroAsksForTwoRandomPorts() {
		this.properties.put("server.port", "0");
		this.properties.put("management.server.port", "0");
		List<PortRequest> requests = requests(WebApplicationType.SERVLET).requests();
		assertThat(requests).extracting(PortRequest::name).containsExactly("server", "management");
		assertThat(requests).allMatch(PortRequest::isRandom);
		assertThat(requests.get(0).origin()).isEqualTo("\"server.port\" from property source \"test\"");
	}

	@Test
	void addWebServersWhenActuatorIsAbsentIgnoresManagement() {
		this.properties.put("management.server.port", "not even read");
		PortRequests requests = requests(WebApplicationType.SERVLET,
				new FilteredClassLoader("org.springframework.boot.actuate"));
		assertThat(requests.requests()).extracting(PortRequest::name).containsExactly("server");
	}

	@Test
	void addWebServersWhenThereIsNoWebServerAsksForNoneAndReadsNothing() {
		this.properties.put("server.port", "not even read");
		assertThat(requests(WebApplicationType.NONE).requests()).isEmpty();
	}

	@Test
	void addWebServersReadsAddresses() throws Exception {
		this.properties.put("server.address", "127.0.0.1");
		this.properties.put("management.server.port", "9001");
		this.properties.put("management.server.address", "::1");
		assertThat(requests(WebApplicationType.SERVLET).requests()).extracting(PortRequest::address)
			.containsExactly(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"));
	}

	@ParameterizedTest
	@CsvSource({ "server.ssl.bundle,web,,https", "server.ssl.key-store,/x.p12,,https",
			"server.ssl.certificate,/x.pem,,https", "server.ssl.bundle,web,false,http", "server.ssl.ciphers,x,,http",
			"management.server.ssl.bundle,web,,http" })
	void addWebServersTellsHttpsFromHttp(String property, String value, String enabled, String scheme) {
		this.properties.put(property, value);
		if (enabled != null) {
			this.properties.put("server.ssl.enabled", enabled);
		}
		assertThat(onlyRequest().url().scheme()).isEqualTo(scheme);
	}

	@ParameterizedTest
	@CsvSource({ "server.ssl.bundle=web,https", "server.ssl.bundle=web server.ssl.enabled=false,http",
			"server.ssl.bundle=web management.server.ssl.enabled=false,http",
			"server.ssl.bundle=web management.server.ssl.bundle=ops,https", "management.server.ssl.bundle=ops,https",
			"management.server.ssl.bundle=ops server.ssl.enabled=false,https" })
	void addWebServersTellsHttpsOfManagementAsItIsServed(String configured, String scheme) {
		this.properties.put("management.server.port", "9001");
		Stream.of(configured.split(" "))
			.map((property) -> property.split("="))
			.forEach((property) -> this.properties.put(property[0], property[1]));
		assertThat(requests(WebApplicationType.SERVLET).requests().get(1).url().scheme()).isEqualTo(scheme);
	}

	@ParameterizedTest
	@CsvSource({ ",,/actuator", "/ops,,/ops/actuator", ",/manage,/manage", "/ops,/,/ops", ",/,/" })
	void addWebServersTellsBasePathOfActuator(String server, String endpoints, String path) {
		this.properties.put("management.server.port", "9001");
		this.properties.put("management.server.base-path", (server != null) ? server : "");
		if (endpoints != null) {
			this.properties.put("management.endpoints.web.base-path", endpoints);
		}
		assertThat(requests(WebApplicationType.SERVLET).requests().get(1).url().path()).isEqualTo(path);
	}

	@ParameterizedTest
	@CsvSource({ "/shop,/shop/", "shop,/shop/", "/,/", ",/", "/a/b/,/a/b/" })
	void addWebServersNormalizesContextPath(String configured, String path) {
		this.properties.put("server.servlet.context-path", configured);
		assertThat(onlyRequest().url().path()).isEqualTo(path);
	}

	@Test
	void addWebServersWhenReactiveReadsBasePathOfWebFlux() {
		this.properties.put("server.servlet.context-path", "/servlet");
		this.properties.put("spring.webflux.base-path", "/reactive");
		assertThat(requests(WebApplicationType.REACTIVE).requests().get(0).url().path()).isEqualTo("/reactive/");
	}

	@Test
	void addWebServersReadsAcceptCountForTomcatOnly() {
		this.properties.put("server.tomcat.accept-count", "7");
		assertThat(onlyRequest().backlog()).isEqualTo(50);
		this.properties.put("spring.autoconfigure.exclude",
				"org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration");
		assertThat(onlyRequest().backlog()).isEqualTo(7);
		this.properties.remove("server.tomcat.accept-count");
		assertThat(onlyRequest().backlog()).isEqualTo(100);
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, none, 50", "SERVLET, org.eclipse.jetty, 7", "REACTIVE, org.eclipse.jetty, 0",
			"REACTIVE, org.springframework.boot.jetty, 0" })
	void addWebServersTakesQueueOfTheServerThatSpringBootChooses(WebApplicationType type, String hidden, int length) {
		this.properties.put("server.tomcat.accept-count", "7");
		assertThat(requests(type, new FilteredClassLoader(hidden)).requests()).extracting(PortRequest::backlog)
			.containsExactly(length);
	}

	@Test
	void addWebServersWhenAcceptCountIsInvalidDoesNotSpeakOfPorts() {
		this.properties.put("server.tomcat.accept-count", "many");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> requests(WebApplicationType.SERVLET, new FilteredClassLoader("org.eclipse.jetty")))
			.satisfies((ex) -> assertThat(ex.getAllowed()).isEqualTo("zero or a positive number"));
	}

	private PortRequest onlyRequest() {
		List<PortRequest> requests = requests(WebApplicationType.SERVLET).requests();
		assertThat(requests).hasSize(1);
		return requests.get(0);
	}

	private PortRequest request(PortKind kind, String origin, int port, String path) {
		return new PortRequest(kind, kind.portName(), kind.property(), List.of(),
				(origin != null) ? String.valueOf(port) : null, origin, port, null, 50, Fallback.ADJACENT,
				Hold.HAND_OFF, new PortRange(1, 2), new UrlTemplate("http", path));
	}

	private PortRequests requests(WebApplicationType type) {
		return requests(type, getClass().getClassLoader());
	}

	private PortRequests requests(WebApplicationType type, ClassLoader classLoader) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", this.variables));
		environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
		RandomValuePropertySource.addToEnvironment(environment);
		PortResolverProperties properties = PropertyReaderTests.read("port-resolver.random.range", "1-2");
		PortRequests requests = new PortRequests(new PropertyReader(environment), properties, Fallback.ADJACENT,
				classLoader);
		requests.addWebServers(type, true);
		return requests;
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
