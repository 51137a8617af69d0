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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Compares starts of the sample with and without the starter, in pairs that take turns in
 * going first: {@code java sample-app/src/benchmark/StartupCost.java [pairs] [JDK 25]}.
 * It builds the sample for each server. The jar without is the same one less the
 * starter's jars.
 */
public class StartupCost {

	private static final String MAIN_CLASS = "io.github.portresolver.sample.SampleApplication";

	private static final Path JAR = Path.of("sample-app/target/sample-app.jar");

	private static final Path TARGET = Path.of("sample-app/target/startup-cost").toAbsolutePath();

	private static final String JAVA = java(Path.of(System.getProperty("java.home")));

	public static void main(String[] args) throws Exception {
		int pairs = (args.length > 0) ? Integer.parseInt(args[0]) : 40;
		Files.createDirectories(TARGET);
		System.out.printf("%d pairs, with / without the starter: mean ratio [its 95%% interval]%n%n", pairs);
		System.out.println("| | CPU time | wall time | classes more | CPU time, noise | median CPU, wall without |");
		System.out.println("|---|---|---|---|---|---|");
		for (String server : List.of("Jetty", "Netty", "Tomcat")) {
			Path jar = build(server);
			compare(server, jar(jar), jar(withoutStarter(jar)), pairs);
		}
		Path with = extract(TARGET.resolve("Tomcat.jar"));
		Path without = extract(TARGET.resolve("Tomcat-without.jar"));
		compare("Tomcat, class archive", archive(with), archive(without), pairs);
		if (args.length > 1) {
			String java = java(Path.of(args[1]));
			compare("Tomcat, JDK 25, AOT cache", cache(java, with), cache(java, without), pairs);
		}
		compare("Tomcat, `spring.aot.enabled`", aheadOfTime(with), aheadOfTime(without), pairs);
	}

	private static void compare(String name, List<String> with, List<String> without, int pairs) throws Exception {
		start(with, null);
		start(without, null);
		List<Start> withStarter = new ArrayList<>();
		List<Start> plain = new ArrayList<>();
		for (int i = 0; i < pairs; i++) {
			if (i % 2 == 0) {
				withStarter.add(start(with, null));
				plain.add(start(without, null));
			}
			else {
				plain.add(start(without, null));
				withStarter.add(start(with, null));
			}
		}
		long classes = loadedClasses(with) - loadedClasses(without);
		System.out.printf(Locale.ROOT, "| %s | %s | %s | %d | %s | %.0f, %.0f ms |%n", name,
				ratio(withStarter, plain, Start::cpuMillis), ratio(withStarter, plain, Start::wallMillis), classes,
				ratio(every(2, 0, plain), every(2, 1, plain), Start::cpuMillis), median(plain, Start::cpuMillis),
				median(plain, Start::wallMillis));
	}

	private static List<Start> every(int step, int first, List<Start> starts) {
		List<Start> some = new ArrayList<>();
		for (int i = first; i + (step - 1 - first) < starts.size(); i += step) {
			some.add(starts.get(i));
		}
		return some;
	}

	// The geometric mean; with 20 pairs and more the normal distribution is near enough
	private static String ratio(List<Start> with, List<Start> without, ToDoubleFunction<Start> value) {
		double[] logs = new double[Math.min(with.size(), without.size())];
		for (int i = 0; i < logs.length; i++) {
			logs[i] = Math.log(value.applyAsDouble(with.get(i)) / value.applyAsDouble(without.get(i)));
		}
		double mean = Arrays.stream(logs).average().orElseThrow();
		double squares = Arrays.stream(logs).map((log) -> (log - mean) * (log - mean)).sum();
		double error = 1.96 * Math.sqrt(squares / (logs.length - 1) / logs.length);
		return String.format(Locale.ROOT, "%.3f [%.3f to %.3f]", Math.exp(mean), Math.exp(mean - error),
				Math.exp(mean + error));
	}

	private static double median(List<Start> starts, ToDoubleFunction<Start> value) {
		double[] sorted = starts.stream().mapToDouble(value).sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	// Up to the moment when the application has started
	private static Start start(List<String> command, Path classes) throws Exception {
		List<String> all = new ArrayList<>(command);
		if (classes != null) {
			all.add(1, "-Xlog:class+load:file=" + classes + "::filecount=0");
		}
		// A port of the sample's own choice would be drawn only with the starter
		all.add("--server.port=" + freePort());
		long start = System.nanoTime();
		Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			String line;
			while ((line = output.readLine()) != null) {
				if (line.contains("Started SampleApplication")) {
					double wall = (System.nanoTime() - start) / 1e6;
					return new Start(wall, process.info().totalCpuDuration().orElseThrow().toMillis(),
							(classes != null) ? count(classes) : 0);
				}
			}
			throw new IllegalStateException("The sample did not start: " + all);
		}
		finally {
			process.destroy();
			if (!process.waitFor(30, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	// The median of three: now and then some are counted that are loaded after the start
	private static long loadedClasses(List<String> command) throws Exception {
		long[] classes = new long[3];
		for (int i = 0; i < classes.length; i++) {
			classes[i] = start(command, TARGET.resolve("classes.log")).classes();
		}
		Arrays.sort(classes);
		return classes[1];
	}

	private static long count(Path log) throws IOException {
		try (Stream<String> lines = Files.lines(log)) {
			return lines.filter((line) -> line.contains(" source: ")).count();
		}
	}

	private static Path build(String server) throws Exception {
		List<String> command = new ArrayList<>(List.of("mvn", "-q", "-Pquick", "package", "-pl",
				"port-resolver-autoconfigure,port-resolver-spring-boot-starter,sample-app"));
		if (!server.equals("Tomcat")) {
			command.add("-P" + server.toLowerCase(Locale.ROOT));
		}
		run(command);
		return Files.copy(JAR, TARGET.resolve(server + ".jar"), StandardCopyOption.REPLACE_EXISTING);
	}

	private static List<String> jar(Path jar) {
		return List.of(JAVA, "-jar", jar.toString());
	}

	private static Path extract(Path jar) throws Exception {
		Path directory = TARGET.resolve(jar.getFileName().toString().replace(".jar", ""));
		run(List.of(JAVA, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--force", "--destination",
				directory.toString()));
		return directory.resolve(jar.getFileName());
	}

	private static List<String> archive(Path jar) throws Exception {
		Path archive = jar.resolveSibling("application.jsa");
		run(List.of(JAVA, "-XX:ArchiveClassesAtExit=" + archive, "-Dspring.context.exit=onRefresh", "-jar",
				jar.toString()));
		return List.of(JAVA, "-XX:SharedArchiveFile=" + archive, "-jar", jar.toString());
	}

	private static List<String> cache(String java, Path jar) throws Exception {
		Path cache = jar.resolveSibling("application.aot");
		run(List.of(java, "-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh", "-jar", jar.toString()));
		return List.of(java, "-XX:AOTCache=" + cache, "-jar", jar.toString());
	}

	// What Spring Boot's plugin does
	private static List<String> aheadOfTime(Path jar) throws Exception {
		Path directory = jar.resolveSibling("aot");
		Path sources = directory.resolve("sources");
		Path classes = Files.createDirectories(directory.resolve("classes"));
		String classPath = jar + File.pathSeparator + jar.resolveSibling("lib") + File.separator + "*";
		run(List.of(JAVA, "-cp", classPath, "org.springframework.boot.SpringApplicationAotProcessor", MAIN_CLASS,
				sources.toString(), classes.toString(), classes.toString(), "sample", "sample"));
		List<String> compile = new ArrayList<>(
				List.of(JAVA + "c", "-nowarn", "-cp", classPath + File.pathSeparator + classes, "-d",
						classes.toString()));
		try (Stream<Path> files = Files.walk(sources)) {
			compile.addAll(files.filter((file) -> file.toString().endsWith(".java")).map(Path::toString)
				.collect(Collectors.toList()));
		}
		run(compile);
		return List.of(JAVA, "-Dspring.aot.enabled=true", "-cp", classes + File.pathSeparator + classPath, MAIN_CLASS);
	}

	private static String java(Path home) {
		return home.resolve("bin/java").toString();
	}

	private static void run(List<String> command) throws Exception {
		Path output = TARGET.resolve("output.txt");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		if (process.waitFor() != 0) {
			throw new IllegalStateException(command + ": " + Files.readString(output));
		}
	}

	private static Path withoutStarter(Path jar) throws IOException {
		Path without = TARGET.resolve(jar.getFileName().toString().replace(".jar", "-without.jar"));
		copyWithoutStarter(jar, without);
		return without;
	}

	private static void copyWithoutStarter(Path from, Path to) throws IOException {
		try (ZipFile jar = new ZipFile(from.toFile());
				OutputStream file = Files.newOutputStream(to);
				ZipOutputStream out = new ZipOutputStream(file)) {
			Enumeration<? extends ZipEntry> entries = jar.entries();
			while (entries.hasMoreElements()) {
				ZipEntry entry = entries.nextElement();
				if (!entry.getName().contains("port-resolver")) {
					copy(jar, entry, out);
				}
			}
		}
	}

	private static void copy(ZipFile jar, ZipEntry entry, ZipOutputStream out) throws IOException {
		byte[] content;
		try (InputStream in = jar.getInputStream(entry)) {
			content = in.readAllBytes();
		}
		if (entry.getName().endsWith("classpath.idx")) {
			String index = new String(content, StandardCharsets.UTF_8);
			content = index.lines().filter((line) -> !line.contains("port-resolver")).reduce("",
					(all, line) -> all + line + "\n").getBytes(StandardCharsets.UTF_8);
			entry = new ZipEntry(entry.getName());
		}
		ZipEntry copy = new ZipEntry(entry.getName());
		if (entry.getMethod() == ZipEntry.STORED && !entry.getName().endsWith("classpath.idx")) {
			copy.setMethod(ZipEntry.STORED);
			copy.setSize(entry.getSize());
			copy.setCrc(entry.getCrc());
		}
		out.putNextEntry(copy);
		out.write(content);
		out.closeEntry();
	}

	private record Start(double wallMillis, double cpuMillis, long classes) {

	}

}
