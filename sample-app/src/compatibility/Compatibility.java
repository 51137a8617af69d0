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

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the starter's jar as it was built with other versions of Spring Boot and Java, and
 * prints what came of it as a table. Arguments are the versions of Spring Boot, and the
 * homes of JDKs, where not all are meant. It fails if one cell is not as it ought to be.
 */
public class Compatibility {

	// Only parts of it can be resolved: no Actuator, Security, Jetty and Reactor Netty
	private static final String MILESTONE = "4.2.0-M1";

	private static final List<String> VERSIONS = List.of("4.0.7", "4.1.1", MILESTONE);

	static final Path TARGET = Path.of("sample-app/target/compatibility").toAbsolutePath();

	private static final String MAIN = "io.github.portresolver.sample.SampleApplication";

	private static final Pattern LIBRARY = Pattern.compile("/(spring-core|spring-security-core|tomcat-embed-core|"
			+ "jetty-server|reactor-netty-http)-(\\d[\\w.-]+)\\.jar");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	public static void main(String[] arguments) throws Exception {
		List<String> versions = Stream.of(arguments).filter((argument) -> !argument.contains("/")).toList();
		List<Jdk> jdks = Jdk.find(Stream.of(arguments).filter((argument) -> argument.contains("/")).toList());
		Instant start = Instant.now();
		List<String> failures = run((versions.isEmpty()) ? VERSIONS : versions, jdks);
		failures.forEach((failure) -> System.out.println("\n" + failure));
		System.out.printf("%n%d failures, %d s%n", failures.size(), Duration.between(start, Instant.now()).toSeconds());
		System.exit((failures.isEmpty()) ? 0 : 1);
	}

	private static List<String> run(List<String> versions, List<Jdk> jdks) throws Exception {
		build(versions);
		List<String> failures = new ArrayList<>();
		String titles = Stream.of(Kind.values()).map(Kind::title).collect(Collectors.joining(" | "));
		System.out.println("| Spring Boot | Java | " + titles + " |");
		System.out.println("|---|---|" + "---|".repeat(Kind.values().length));
		for (String version : versions) {
			for (Jdk jdk : jdks) {
				System.out.printf("| %s | %s |", version, jdk.version());
				for (Kind kind : Kind.values()) {
					System.out.print(" " + check(version, jdk, kind, failures) + " |");
				}
				System.out.println();
			}
		}
		System.out.println();
		for (String version : versions) {
			System.out.println("- " + version + " with " + libraries(version));
		}
		return failures;
	}

	private static String check(String version, Jdk jdk, Kind kind, List<String> failures) throws Exception {
		if (!kind.isIn(version) || (kind == Kind.VIRTUAL_THREADS && jdk.feature() < 21)) {
			return "–";
		}
		try {
			new Cell(version, jdk, kind).check();
			return "ok";
		}
		catch (AssertionError ex) {
			failures.add("%s on Java %s, %s: %s".formatted(version, jdk.version(), kind.title(), ex.getMessage()));
			return "**failed**";
		}
	}

	private static void build(List<String> versions) throws Exception {
		Path jar = Path.of("port-resolver-autoconfigure/target/port-resolver-autoconfigure-0.1.0-SNAPSHOT.jar");
		expect(Files.exists(jar), "no " + jar + ": run 'mvn -Pquick package'");
		StringBuilder modules = new StringBuilder();
		for (String version : versions) {
			for (String module : modules(version)) {
				modules.append("<module>").append(version).append('-').append(module).append("</module>");
				writePom(version + "-" + module, properties(version, module));
			}
		}
		writePom("", "<packaging>pom</packaging><modules>" + modules + "</modules>");
		Started maven = new Started("maven", List.of("mvn", "-B", "-q", "-Pquick", "-f", TARGET.toString(), "package",
				"-Dstarter.jar=" + jar.toAbsolutePath(),
				"-Dsample.directory=" + Path.of("sample-app").toAbsolutePath()));
		expect(maven.exitCode() == 0, maven.output());
	}

	private static Set<String> modules(String version) {
		return Stream.of(Kind.values()).filter((kind) -> kind.isIn(version)).map(Kind::module)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static String properties(String version, String module) {
		String properties = "<spring-boot.version>" + version + "</spring-boot.version>";
		if (version.equals(MILESTONE)) {
			properties += "<web>spring-boot-webmvc</web><server>spring-boot-starter-tomcat-runtime</server>"
					+ "<actuator>spring-boot-tomcat</actuator>";
		}
		properties += switch (module) {
			case "tomcat" -> "<spring-boot.repackage.skip>false</spring-boot.repackage.skip>";
			case "aot" -> "<spring-boot.aot.skip>false</spring-boot.aot.skip>";
			case "jetty" -> "<server>spring-boot-starter-jetty</server>";
			case "netty" -> "<server>spring-boot-starter-reactor-netty</server><web>spring-boot-starter-webflux</web>";
			case "devtools" -> "<extra>spring-boot-devtools</extra>";
			default -> "<extra>spring-boot-starter-" + module + "</extra>";
		};
		return "<properties>" + properties + "</properties>";
	}

	private static void writePom(String name, String content) throws IOException {
		Path directory = Files.createDirectories(TARGET.resolve(name));
		Path parent = directory.relativize(Path.of("sample-app/src/compatibility/pom.xml").toAbsolutePath());
		Files.writeString(directory.resolve("pom.xml"), """
				<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
				<parent><groupId>io.github.portresolver</groupId><artifactId>compatibility</artifactId>
				<version>0.1.0-SNAPSHOT</version><relativePath>%s</relativePath></parent>
				<artifactId>%s</artifactId>%s</project>
				""".formatted(parent, (name.isEmpty()) ? "all" : name, content));
	}

	private static String libraries(String version) throws IOException {
		Set<String> libraries = new TreeSet<>();
		for (String module : modules(version)) {
			Matcher matcher = LIBRARY.matcher(classPath(version, module));
			while (matcher.find()) {
				libraries.add(matcher.group(1) + " " + matcher.group(2));
			}
		}
		return String.join(", ", libraries);
	}

	private static String classPath(String version, String module) throws IOException {
		Path target = TARGET.resolve(version + "-" + module).resolve("target");
		return target.resolve("classes") + File.pathSeparator + Files.readString(target.resolve("class-path"));
	}

	static void expect(boolean condition, String otherwise) {
		if (!condition) {
			throw new AssertionError(otherwise);
		}
	}

	// A port whose neighbour is free as well
	static ServerSocket takePort() throws IOException {
		while (true) {
			ServerSocket socket = new ServerSocket(0);
			try (ServerSocket neighbour = new ServerSocket(socket.getLocalPort() + 1)) {
				return socket;
			}
			catch (IOException | IllegalArgumentException ex) {
				socket.close();
			}
		}
	}

	private enum Kind {

		TOMCAT("Tomcat", "tomcat", "Tomcat started on port"),

		JETTY("Jetty", "jetty", "Jetty started on port"),

		NETTY("Reactor Netty", "netty", "Netty started on port"),

		JAR("executable jar", "tomcat", "target/%s-tomcat-0.1.0-SNAPSHOT.jar started by"),

		EXTRACTED("extracted jar", "tomcat", "extracted/%s-tomcat-0.1.0-SNAPSHOT.jar started by"),

		AOT("AOT mode", "aot", "Starting AOT-processed SampleApplication"),

		VIRTUAL_THREADS("virtual threads", "tomcat", "[omcat-handler-0]"),

		DEVTOOLS("DevTools", "devtools", "[  restartedMain]"),

		SECURITY("Security", "security", "Tomcat started on port");

		private final String title;

		private final String module;

		private final String evidence;

		Kind(String title, String module, String evidence) {
			this.title = title;
			this.module = module;
			this.evidence = evidence;
		}

		String title() {
			return this.title;
		}

		String module() {
			return this.module;
		}

		boolean isIn(String version) {
			return !version.equals(MILESTONE) || !Set.of("jetty", "netty", "security").contains(this.module);
		}

	}

	/**
	 * One application in one combination, started on a free port, on a taken one, and on a
	 * taken one from which it may not move.
	 */
	private record Cell(String version, Jdk jdk, Kind kind) {

		void check() throws Exception {
			int free;
			try (ServerSocket foreign = takePort()) {
				free = foreign.getLocalPort();
				int taken = foreign.getLocalPort();
				try (Started started = start("taken", taken)) {
					checkMoved(started, taken);
				}
				try (Started started = start("none", taken, "--port-resolver.fallback=none")) {
					expect(started.exitCode() == 98, "exit code " + started.exitCode() + " instead of 98");
					started.expectLog("is in use by PID " + ProcessHandle.current().pid());
				}
			}
			try (Started started = start("free", free)) {
				started.await("Started SampleApplication in", 1);
				started.expectLog("server.port=" + free + " (configured)");
				checkServes(started, free, free, "configured");
				expect(started.stop() == 143, "exit code " + started.exitCode() + " after SIGTERM");
			}
		}

		private void checkMoved(Started started, int taken) throws Exception {
			started.await("Started SampleApplication in", 1);
			int port = Integer.parseInt(started.find("server\\.port moved to (\\d+) "));
			started.expectLog("Port " + taken + " is in use by PID " + ProcessHandle.current().pid());
			expect(port != taken, "moved to the taken port");
			checkServes(started, taken, port, "adjacent");
			if (this.kind == Kind.DEVTOOLS) {
				Path changed = TARGET.resolve(this.version + "-devtools/target/classes/application.yml");
				Files.setLastModifiedTime(changed, FileTime.from(Instant.now()));
				started.await("Started SampleApplication in", 2);
				checkServes(started, taken, port, "sticky");
			}
		}

		private void checkServes(Started started, int requested, int port, String source) throws Exception {
			expect(get(port, "/").equals("Hello from port " + port + "\n"), "port " + port + " serves something else");
			if (!this.version.equals(MILESTONE)) {
				String ports = get(port, "/actuator/ports");
				String expected = "\"requested\":%d,\"port\":%d,\"source\":\"%s\"".formatted(requested, port, source);
				expect(ports.contains(expected) && ports.contains("\"hold\":\"hand-off\""), ports);
			}
			started.expectLog(this.kind.evidence.formatted(this.version));
			started.expectLog("v" + this.version + ")");
			started.expectLog("using Java " + this.jdk.version());
		}

		private String get(int port, String path) throws Exception {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
				.timeout(Duration.ofSeconds(30));
			if (this.kind == Kind.SECURITY) {
				expect(send(request).statusCode() == 401, "Security does not protect " + path);
				request.header("Authorization",
						"Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes()));
			}
			return send(request).body();
		}

		private Started start(String what, int port, String... arguments) throws Exception {
			List<String> command = new ArrayList<>();
			command.addAll(List.of(this.jdk.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
			command.addAll(main());
			command.addAll(List.of("--server.port=" + port, "--port-resolver.owner.timeout=30s",
					"--spring.security.user.password=secret", "--spring.devtools.restart.poll-interval=200ms",
					"--spring.devtools.restart.quiet-period=100ms", "--spring.devtools.livereload.enabled=false"));
			command.addAll(List.of(arguments));
			return new Started("%s-%s-%s-%s".formatted(this.version, this.jdk.version(), this.kind, what), command);
		}

		private List<String> main() throws Exception {
			Path jar = TARGET.resolve("%1$s-tomcat/target/%1$s-tomcat-0.1.0-SNAPSHOT.jar".formatted(this.version));
			return switch (this.kind) {
				case JAR -> List.of("-jar", jar.toString());
				case EXTRACTED -> List.of("-jar", extract(jar).toString());
				case AOT -> List.of("-Dspring.aot.enabled=true", "-cp", classPath(this.version, "aot"), MAIN);
				case VIRTUAL_THREADS -> List.of("-Dspring.threads.virtual.enabled=true",
						"-Dlogging.level.org.springframework.web.servlet=DEBUG", "-cp",
						classPath(this.version, "tomcat"), MAIN);
				default -> List.of("-cp", classPath(this.version, this.kind.module), MAIN);
			};
		}

		private Path extract(Path jar) throws Exception {
			Path directory = TARGET.resolve(this.version + "-tomcat/target/extracted");
			try (Started tools = new Started("extract", List.of(this.jdk.java(), "-Djarmode=tools", "-jar",
					jar.toString(), "extract", "--force", "--destination", directory.toString()))) {
				expect(tools.exitCode() == 0, tools.output());
			}
			return directory.resolve(jar.getFileName());
		}

		private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
			return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}

	}

	private record Jdk(String java, String version) {

		int feature() {
			return Runtime.Version.parse(this.version).feature();
		}

		static List<Jdk> find(List<String> homes) throws IOException {
			Set<Path> found = new TreeSet<>();
			try (Stream<Path> installed = Files.list(Path.of("/usr/lib/jvm"))) {
				for (Path home : ((homes.isEmpty()) ? installed : homes.stream().map(Path::of)).toList()) {
					if (Files.exists(home.resolve("bin/java"))) {
						found.add(home.toRealPath());
					}
				}
			}
			List<Jdk> jdks = new ArrayList<>();
			for (Path home : found) {
				String release = Files.readString(home.resolve("release"));
				Matcher version = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"").matcher(release);
				expect(version.find(), "no version in " + home);
				jdks.add(new Jdk(home.resolve("bin/java").toString(), version.group(1)));
			}
			return jdks;
		}

	}

}
