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
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Starts Spring Boot's own smoke-test applications without the starter, with it on the
 * same free port, and with it beside a foreign server on that port, asks all three the
 * same requests, and prints as a table whether they answer the same. The argument is a
 * checkout of Spring Boot's repository; its sources are compiled as they are. It fails if
 * an application answers otherwise than without the starter, or not at all.
 */
public class SmokeTests {

	private static final String VERSION = "4.1.1";

	// Maven could not resolve them where the table was made; they render pages, and trace
	private static final Set<String> LEFT_OUT = Set.of("spring-boot-starter-freemarker",
			"spring-boot-starter-mustache", "micrometer-tracing-bridge-brave");

	private static final List<Application> APPLICATIONS = List.of(new Application("tomcat"),
			new Application("tomcat-multi-connectors"), new Application("tomcat-ssl"), new Application("jetty"),
			new Application("jetty-ssl"), new Application("webflux"), new Application("secure-webflux"),
			new Application("actuator", "user:password", List.of("server.port", "management.server.port")),
			new Application("actuator-custom-security", "admin:admin", List.of("server.port")));

	private static final List<String> REQUESTS = List.of("GET /", "POST /", "GET /hello", "GET /foo", "POST /echo",
			"GET /max-http-response-header", "GET /bad-request", "GET /five-hundred", "GET /login",
			"GET /actuator/health", "GET /actuator/info", "GET /actuator/lega.cy", "GET /actuator/exception",
			"GET /actuator/example/echo?text=text");

	private static final Set<String> HEADERS_THAT_VARY = Set.of("date", "set-cookie", "content-length");

	private static final Pattern VARYING = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z?|(?<=\"free\":)\\d+"
			+ "|(?<=\"requestId\":\")[^\"]+|(?<=id=\"created\">)[^<]+|(?<=\"_csrf\" type=\"hidden\" value=\")[^\"]+");

	private static final Pattern DEPENDENCY = Pattern.compile("\\b(?:implementation|runtimeOnly)\\("
			+ "(?:project\\(\":\\w+|\"([\\w.]+)):([\\w-]+)\"\\)+(?: \\{\\s+exclude module: \"([\\w-]+)\")?");

	private static final Path TARGET = Compatibility.TARGET.resolve("smoke-tests");

	private static final Path STARTER = Path
		.of("port-resolver-autoconfigure/target/port-resolver-autoconfigure-0.1.0-SNAPSHOT.jar")
		.toAbsolutePath();

	private static final HttpClient CLIENT = trustingClient();

	public static void main(String[] arguments) throws Exception {
		Instant start = Instant.now();
		Path sources = Path.of(arguments[0]).toAbsolutePath().resolve("smoke-test");
		Compatibility.expect(Files.exists(STARTER), "no " + STARTER + ": run 'mvn -Pquick package'");
		build(sources);
		List<String> failures = new ArrayList<>();
		System.out.println("| application | servers | answers | of these 200 | on a free port | on a taken port |");
		System.out.println("|---|---|---|---|---|---|");
		for (Application application : APPLICATIONS) {
			System.out.println(row(application, mainClass(source(sources, application)), failures));
		}
		failures.forEach((failure) -> System.out.println("\n" + failure));
		System.out.printf("%n%d failures, %d s%n", failures.size(), Duration.between(start, Instant.now()).toSeconds());
		System.exit((failures.isEmpty()) ? 0 : 1);
	}

	private static String row(Application application, String main, List<String> failures) throws Exception {
		try {
			return application.row(main, failures);
		}
		catch (AssertionError ex) {
			failures.add(application.name + ", without: " + ex.getMessage());
			return "| %s | | | | **failed** | **failed** |".formatted(application.name);
		}
	}

	private static void build(Path sources) throws Exception {
		StringBuilder modules = new StringBuilder();
		for (Application application : APPLICATIONS) {
			Path source = source(sources, application);
			modules.append("<module>").append(application.name).append("</module>");
			writePom(application.name, """
					<dependencies>%s</dependencies><build><sourceDirectory>%s/src/main/java</sourceDirectory>
					<resources><resource><directory>%2$s/src/main/resources</directory></resource></resources></build>
					""".formatted(dependencies(Files.readString(source.resolve("build.gradle"))), source));
		}
		writePom("", "<packaging>pom</packaging><modules>" + modules + "</modules>");
		Started maven = new Started("smoke-tests-maven", List.of("mvn", "-B", "-q", "-f", TARGET.toString(), "compile",
				"dependency:build-classpath", "-Dmdep.outputFile=target/class-path"));
		Compatibility.expect(maven.exitCode() == 0, maven.output());
	}

	private static void writePom(String name, String content) throws IOException {
		Files.writeString(Files.createDirectories(TARGET.resolve(name)).resolve("pom.xml"), """
				<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
				<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>
				<version>%s</version><relativePath/></parent>
				<groupId>smoketest</groupId><artifactId>%s</artifactId>%s</project>
				""".formatted(VERSION, (name.isEmpty()) ? "all" : name, content));
	}

	private static String dependencies(String gradle) {
		StringBuilder dependencies = new StringBuilder();
		Matcher matcher = DEPENDENCY.matcher(gradle);
		while (matcher.find()) {
			if (!LEFT_OUT.contains(matcher.group(2))) {
				dependencies.append("<dependency>")
					.append(artifact((matcher.group(1) != null) ? matcher.group(1) : "org.springframework.boot",
							matcher.group(2)));
				if (matcher.group(3) != null) {
					dependencies.append("<exclusions><exclusion>")
						.append(artifact("org.springframework.boot", matcher.group(3)))
						.append("</exclusion></exclusions>");
				}
				dependencies.append("</dependency>");
			}
		}
		return dependencies.toString();
	}

	private static String artifact(String group, String name) {
		return "<groupId>" + group + "</groupId><artifactId>" + name + "</artifactId>";
	}

	private static Path source(Path sources, Application application) {
		return sources.resolve("spring-boot-smoke-test-" + application.name);
	}

	private static String mainClass(Path source) throws IOException {
		Path java = source.resolve("src/main/java");
		try (Stream<Path> files = Files.walk(java)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				if (Files.readString(file).contains("static void main(")) {
					return java.relativize(file).toString().replace(".java", "").replace(File.separatorChar, '.');
				}
			}
		}
		throw new AssertionError("no main class in " + source);
	}

	private static HttpClient trustingClient() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustingManager() }, null);
			return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An application with one of its users, and the properties that ask for its ports.
	 */
	private record Application(String name, String user, List<String> properties) {

		Application(String name) {
			this(name, "user:password", List.of("server.port"));
		}

		String row(String main, List<String> failures) throws Exception {
			List<Integer> ports;
			try (ServerSocket first = Compatibility.takePort(); ServerSocket second = Compatibility.takePort()) {
				ports = List.of(first.getLocalPort(), second.getLocalPort());
			}
			Answers without = new Run(this, main, "without", ports).answers();
			String free = compare(new Run(this, main, "free", ports), without, failures);
			try (ServerSocket first = new ServerSocket(ports.get(0));
					ServerSocket second = new ServerSocket(ports.get(1))) {
				String taken = compare(new Run(this, main, "taken", ports), without, failures);
				return "| %s | %s | %d | %d | %s | %s |".formatted(this.name,
						String.join(", ", without.servers()), without.answers().size(), without.successes(), free,
						taken);
			}
		}

		private String compare(Run run, Answers without, List<String> failures) throws Exception {
			try {
				run.answers().expectSame(without);
				return "as without";
			}
			catch (AssertionError ex) {
				failures.add(this.name + ", " + run.what + ": " + ex.getMessage());
				return "**failed**";
			}
		}

	}

	/**
	 * One start of an application, which has to serve where its log says.
	 */
	private record Run(Application application, String main, String what, List<Integer> ports) {

		Answers answers() throws Exception {
			try (Started started = start()) {
				started.await("Started Sample", 1);
				List<URI> servers = servers(started.output());
				checkPorts(started, servers);
				List<String> answers = new ArrayList<>();
				for (int i = 0; i < servers.size(); i++) {
					for (String request : REQUESTS) {
						answers.add(i + " " + request + ": " + answer(servers.get(i), request, ""));
						answers.add(i + " " + request + " by a user: "
								+ answer(servers.get(i), request, this.application.user));
					}
				}
				Compatibility.expect(started.stop() == 143, "exit code " + started.exitCode() + " after SIGTERM");
				return new Answers(servers.stream().map(URI::getScheme).toList(), answers);
			}
		}

		private Started start() throws IOException {
			Path target = TARGET.resolve(this.application.name).resolve("target");
			String classPath = target.resolve("classes") + File.pathSeparator
					+ Files.readString(target.resolve("class-path"));
			List<String> command = new ArrayList<>();
			command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
					"-XX:+UseSerialGC", "-Dport-resolver.fallback=adjacent-then-random",
					"-Dport-resolver.owner.timeout=30s"));
			for (int i = 0; i < this.application.properties.size(); i++) {
				command.add("-D" + this.application.properties.get(i) + "=" + this.ports.get(i));
			}
			command.addAll(List.of("-cp",
					(isPlain()) ? classPath : classPath + File.pathSeparator + STARTER, this.main));
			return new Started("smoke-tests-%s-%s".formatted(this.application.name, this.what), command);
		}

		private boolean isPlain() {
			return this.what.equals("without");
		}

		private void checkPorts(Started started, List<URI> servers) throws Exception {
			Compatibility.expect(isPlain() != started.output().contains("PortResolver"), "not what was to be started");
			for (int i = 0; i < this.application.properties.size(); i++) {
				int requested = this.ports.get(i);
				int port = (this.what.equals("taken")) ? moved(started, i) : requested;
				Compatibility.expect(servers.get(i).getPort() == port, servers.get(i) + " instead of port " + port);
				if (!isPlain()) {
					checkEndpoint(servers.get(servers.size() - 1), requested, port);
				}
			}
		}

		private int moved(Started started, int i) throws IOException {
			int requested = this.ports.get(i);
			started.expectLog("Port " + requested + " is in use by PID " + ProcessHandle.current().pid());
			String property = Pattern.quote(this.application.properties.get(i));
			int port = Integer.parseInt(started.find("in use by .* " + property + " moved to (\\d+) "));
			Compatibility.expect(port != requested, "moved to the taken port");
			return port;
		}

		private void checkEndpoint(URI server, int requested, int port) throws Exception {
			if (Files.readString(TARGET.resolve(this.application.name + "/pom.xml")).contains("starter-actuator")) {
				String source = (port == requested) ? "configured" : "adjacent";
				String expected = "\"requested\":%d,\"port\":%d,\"source\":\"%s\"".formatted(requested, port, source);
				String ports = send(server, "GET /actuator/ports", this.application.user).body();
				Compatibility.expect(ports.contains(expected), expected + " is not in " + ports);
			}
		}

		private List<URI> servers(String log) {
			List<URI> servers = new ArrayList<>();
			log.lines().filter((line) -> line.contains(" started on port")).forEach((line) -> {
				Matcher matcher = Pattern.compile("(\\d+) \\((ssl|https)?").matcher(line);
				while (matcher.find()) {
					String scheme = (matcher.group(2) != null) ? "https" : "http";
					servers.add(URI.create(scheme + "://localhost:" + matcher.group(1)));
				}
			});
			return servers;
		}

		private String answer(URI server, String request, String user) throws Exception {
			HttpResponse<String> response = send(server, request, user);
			Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
			headers.keySet().removeAll(HEADERS_THAT_VARY);
			String answer = response.statusCode() + " " + headers + " " + response.body();
			return VARYING.matcher(answer).replaceAll("(varies)").replace(":" + server.getPort(), ":(port)");
		}

		private HttpResponse<String> send(URI server, String request, String user) throws Exception {
			String[] methodAndPath = request.split(" ");
			// With a body, Jetty would close the connection or not, depending on when it
			// arrives
			HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve(methodAndPath[1]))
				.method(methodAndPath[0], HttpRequest.BodyPublishers.noBody())
				.timeout(Duration.ofSeconds(30));
			if (!user.isEmpty()) {
				builder.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes()));
			}
			return CLIENT.send(builder.build(), HttpResponse.BodyHandlers.ofString());
		}

	}

	private record Answers(List<String> servers, List<String> answers) {

		long successes() {
			return this.answers.stream().filter((answer) -> answer.contains(": 200 ")).count();
		}

		void expectSame(Answers without) {
			Compatibility.expect(successes() > 0, "nothing was served");
			Compatibility.expect(this.servers.equals(without.servers), this.servers + " instead of " + without.servers);
			for (int i = 0; i < this.answers.size(); i++) {
				String answer = this.answers.get(i);
				Compatibility.expect(answer.equals(without.answers.get(i)),
						answer + " instead of " + without.answers.get(i));
			}
		}

	}

	private static final class TrustingManager implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
