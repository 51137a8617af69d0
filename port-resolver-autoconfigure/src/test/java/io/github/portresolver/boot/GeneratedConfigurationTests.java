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

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.portresolver.Hold;
import io.github.portresolver.PortConflictException;
import io.github.portresolver.failure.InvalidPropertyException;
import io.github.portresolver.failure.UnixSocketException;
import io.github.portresolver.handoff.HeldPorts;
import io.github.portresolver.resolve.PortAllocation;
import io.github.portresolver.testsupport.Await;
import io.github.portresolver.testsupport.Garbage;
import io.github.portresolver.testsupport.Ports;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for starts with generated configuration, through the events of an application:
 * each holds its ports or ends with one failure that names the property and its origin.
 */
class GeneratedConfigurationTests {

	private static final String[] NONE = {};

	private static final String PACKAGE = "io.github.portresolver";

	private static final LoggingSystem LOGGING = LoggingSystem.get(GeneratedConfigurationTests.class.getClassLoader());

	private static final List<FailureAnalyzer> ANALYZERS = SpringFactoriesLoader.forDefaultResourceLocation()
		.load(FailureAnalyzer.class, FailureHandler.handleMessage((message, failure) -> {
		}))
		.stream()
		.filter((analyzer) -> analyzer.getClass().getName().startsWith(PACKAGE))
		.toList();

	private static final String ADDRESS = "address";

	private static final String PORT = "port";

	private static final String PATH = Path.class.getName();

	private static final String SOCKET = "socket";

	private static final String WAIT = "wait";

	private static Path directory;

	private static ServerSocket taken;

	private static Map<String, String> types;

	@BeforeContainer
	static void setUp() throws IOException {
		LOGGING.setLogLevel(PACKAGE, LogLevel.OFF);
		directory = Files.createTempDirectory("garbage");
		Files.writeString(directory.resolve("file"), "");
		taken = Ports.taken();
		types = types();
	}

	@AfterContainer
	static void tearDown() throws IOException {
		LOGGING.setLogLevel(PACKAGE, null);
		taken.close();
		FileSystemUtils.deleteRecursively(directory);
	}

	private static Map<String, String> types() {
		Map<String, String> types = new TreeMap<>();
		new ConfigurationMetadataTests().byName("properties")
			.forEach((name, property) -> types.put(name, String.valueOf(property.get("type"))));
		types.keySet().removeIf((name) -> !name.startsWith("port-resolver."));
		types.put("port-resolver.wait", WAIT);
		types.put("port-resolver.unix-socket.path", SOCKET);
		types.remove("port-resolver.ports");
		for (String name : List.of("a", "server", "[a b]", "\u00fc")) {
			types.put("port-resolver.ports." + name + ".property", "name");
			types.put("port-resolver.ports." + name + ".random.range", types.get("port-resolver.random.range"));
			types.put("port-resolver.ports." + name + ".fallback", types.get("port-resolver.fallback"));
		}
		types.put("port-resolver.exclude[0]", types.get("port-resolver.random.range"));
		types.put("server.tomcat.accept-count", Integer.class.getName());
		for (String prefix : List.of("server", "management.server", "spring.grpc.server", "spring.rsocket.server")) {
			types.put(prefix + ".port", PORT);
			types.put(prefix + ".address", ADDRESS);
			types.put(prefix + ".ssl.enabled", Boolean.class.getName());
			types.put(prefix + ".ssl.bundle", "text");
		}
		List.of("server.servlet.context-path", "management.server.base-path", "spring.rsocket.server.transport",
				"spring.grpc.server.netty.transport", "port-resolver.no-such", "app.debug-port")
			.forEach((name) -> types.put(name, "text"));
		types.put("app.port", PORT);
		return types;
	}

	private static List<Object> values(String name, String type) {
		return switch (type) {
			case "java.lang.Boolean" -> List.of(true, "false", "OFF", "yes", 1);
			case "java.lang.Integer" -> List.of(0, 1, "100", Integer.MAX_VALUE, "2147483648", "0x10");
			case "java.time.Duration" ->
				List.of("0s", 500, "PT1S", "-5s", "10 ms", "106751991167300d", "99999999999999999999s");
			case WAIT -> List.of("0s", 5, "PT0.01S", "-5s", "10 ms", "99999999999999999999s");
			case PORT -> List.of(taken.getLocalPort(), String.valueOf(taken.getLocalPort()), Ports.free(), 0, "-1",
					"+0", 65535, 65536, "0x2711", "${server.port}", "${app.port:0}", "tcp://10.0.0.1:80",
					"\uff11\uff10\uff10\uff10\uff10");
			case ADDRESS -> List.of("127.0.0.1", "::1", "[::1]", "0.0.0.0", "localhost", "127.0.0.1:80", "192.0.2.1",
					"::ffff:127.0.0.1", "fe80::1%none", "no.such.host.invalid");
			case SOCKET -> Stream.concat(paths(), Stream.of("@", "@a b", "@" + "x".repeat(200))).toList();
			case "name" -> List.of("app.port", "app.debugPort", "server.port", "a b", "..", "app[", "9");
			case "text" -> List.of("/a", "a/", "websocket", "domain_socket", "[", "none");
			case "io.github.portresolver.resolve.PortRange" -> List.of("20000-29999", 20000, "9-1", "1-70000",
					" 7000 - 7010 ", "7000\u20137010", taken.getLocalPort());
			case "java.util.List<io.github.portresolver.resolve.PortRange>" ->
				List.of("5000,7000-7010", "5000,,x", "1-65535", 5000, List.of(1, "9-1"));
			case "io.github.portresolver.unix.UnixSocketRequest$SocketPermissions" ->
				List.of("rw-rw----", "rwx", 777, "---------");
			case "java.util.List<java.lang.String>" -> List.of("prod", "a,b", "");
			case "java.nio.file.Path" -> paths().toList();
			default -> List.of("none", "NONE", "adjacent_then_random", "adjacentThenRandom", "random", "Adjacent ",
					"hand-off", "guard", "lease", "native", "async", "auto", "maybe");
		};
	}

	// Others would leave files behind
	private static Stream<Object> paths() {
		return Stream
			.of("s", "none/s", "file", "file/s", "x".repeat(90), "x".repeat(300), "\0", "${x}", "\u00fc", "\ud800")
			.map((path) -> directory + "/" + path);
	}

	@Provide
	Arbitrary<List<Setting>> settings() {
		return Arbitraries.of(types.keySet())
			.flatMap((name) -> Combinators.combine(Arbitraries.of(Setting.Source.class), value(name, types.get(name)))
				.as((source, value) -> new Setting(source, name, value)))
			.list()
			.ofMaxSize(6);
	}

	private static Arbitrary<Object> value(String name, String type) {
		// Nobody is to be asked for names
		boolean any = !List.of(PATH, SOCKET, ADDRESS).contains(type);
		List<Object> garbage = any
				? List.of("", " ", "${x}", "${" + name + "}", "#{1}", "\0", "\u001b[31m", ",", "a,b", "1e3", "NaN",
						Long.MAX_VALUE, 2.5, "99999999999999999999", List.of("a", 5), "x".repeat(20_000))
				: List.of("", " ");
		Arbitrary<Object> strings = any ? Arbitraries.strings().ofMaxLength(8).map((text) -> text)
				: Arbitraries.of(garbage);
		return Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.of(values(name, type))),
				Tuple.of(2, Arbitraries.of(garbage)), Tuple.of(1, strings));
	}

	@Property
	void startHoldsItsPortsOrFailsWithPropertyAndOrigin(@ForAll("settings") List<Setting> settings,
			@ForAll WebApplicationType type) throws Exception {
		SpringApplication application = new SpringApplication(GeneratedConfigurationTests.class);
		application.setWebApplicationType(type);
		PortResolverApplicationListener listener = new PortResolverApplicationListener();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.setEnvironment(environment(settings));
			RuntimeException failure = Garbage.inTime(() -> start(listener, application, context));
			if (failure == null) {
				List<PortAllocation> held = held(context);
				held.forEach(GeneratedConfigurationTests::assertBound);
				assertThat(isServerAsked(settings, type)).isIn(false,
						held.stream().anyMatch((port) -> port.request().name().equals("server")));
				listener.onApplicationEvent(new ApplicationStartedEvent(application, NONE, context, Duration.ZERO));
				assertThat(held).allSatisfy((port) -> Await.until(() -> Ports.isFree(port.port().port())));
			}
			else {
				listener.onApplicationEvent(new ApplicationFailedEvent(application, NONE, context, failure));
				assertExplained(failure, context.getEnvironment());
			}
		}
	}

	private static RuntimeException start(PortResolverApplicationListener listener, SpringApplication application,
			GenericApplicationContext context) {
		DefaultBootstrapContext bootstrap = new DefaultBootstrapContext();
		try {
			listener.onApplicationEvent(
					new ApplicationEnvironmentPreparedEvent(bootstrap, application, NONE, context.getEnvironment()));
			bootstrap.close(context);
			context.refresh();
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static boolean isServerAsked(List<Setting> settings, WebApplicationType type) {
		return type != WebApplicationType.NONE && settings.stream()
			.map(Setting::name)
			.noneMatch(List.of("server.port", "port-resolver.enabled", "port-resolver.unix-socket.only")::contains);
	}

	private static List<PortAllocation> held(GenericApplicationContext context) {
		HeldPorts heldPorts = context.getBeanProvider(HeldPorts.class).getIfAvailable();
		return (heldPorts != null) ? heldPorts.allocations() : List.of();
	}

	private static void assertBound(PortAllocation allocation) {
		int port = allocation.port().port();
		assertThat(port).isBetween(1, 65535);
		if (allocation.port().hold() != Hold.LEASE) {
			assertThat(Ports.isFree(port)).as(allocation.toString()).isFalse();
		}
	}

	private static void assertExplained(RuntimeException failure, ConfigurableEnvironment environment) {
		assertThat(failure).isInstanceOfAny(InvalidPropertyException.class, PortConflictException.class,
				UnixSocketException.class);
		String property = (failure instanceof InvalidPropertyException invalid) ? invalid.getProperty()
				: (failure instanceof PortConflictException refused) ? refused.getProperty() : UnixSocketStart.PATH;
		assertThat(ANALYZERS.stream().map((analyzer) -> analyzer.analyze(failure)).filter(Objects::nonNull))
			.singleElement()
			.satisfies((analysis) -> assertThat(analysis.getDescription()).contains(property)
				.contains(origin(environment, property)));
	}

	// Empty if it is not set
	private static String origin(ConfigurableEnvironment environment, String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return String.valueOf(found.getOrigin());
			}
		}
		return "";
	}

	private static ConfigurableEnvironment environment(List<Setting> settings) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		settings.forEach((setting) -> sources.addFirst(setting.source(sources.size())));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	/**
	 * A property that is set.
	 */
	record Setting(Source source, String name, Object value) {

		// Of a name that no other has
		PropertySource<?> source(int number) {
			return switch (this.source) {
				case ARGUMENTS -> new MapPropertySource("arguments" + number, Map.of(this.name, this.value));
				case VARIABLES -> new SystemEnvironmentPropertySource(number + "-systemEnvironment",
						Map.of(variable(), String.valueOf(this.value)));
				case FILE -> new OriginTrackedMapPropertySource("file" + number,
						Map.of(this.name,
								OriginTrackedValue.of(this.value,
										new TextResourceOrigin(new ClassPathResource("application.yml"),
												new TextResourceOrigin.Location(this.name.hashCode(), 0)))));
			};
		}

		private String variable() {
			return this.name.replace("-", "").replaceAll("[.\\[]", "_").replace("]", "").toUpperCase(Locale.ROOT);
		}

		/**
		 * Where it is set.
		 */
		enum Source {

			ARGUMENTS, VARIABLES, FILE

		}

	}

}
