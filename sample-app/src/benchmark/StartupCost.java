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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Compares starts of the sample with and without the starter, in pairs that take turns in
 * going first: {@code java sample-app/src/benchmark/StartupCost.java [pairs]}, after
 * {@code mvn package}. The jar without is the same one less the starter's jars.
 */
public class StartupCost {

	private static final Path JAR = Path.of("sample-app/target/sample-app.jar");

	public static void main(String[] args) throws Exception {
		int pairs = (args.length > 0) ? Integer.parseInt(args[0]) : 20;
		Path without = Files.createTempFile("sample-app-without", ".jar");
		try {
			copyWithoutStarter(JAR, without);
			run(without, pairs);
		}
		finally {
			Files.delete(without);
		}
	}

	private static void run(Path without, int pairs) throws Exception {
		start(JAR);
		start(without);
		List<Start> with = new ArrayList<>();
		List<Start> plain = new ArrayList<>();
		for (int i = 0; i < pairs; i++) {
			if (i % 2 == 0) {
				with.add(start(JAR));
				plain.add(start(without));
			}
			else {
				plain.add(start(without));
				with.add(start(JAR));
			}
		}
		System.out.printf("%d pairs, with / without the starter: median ratio [quartiles]%n", pairs);
		print("wall time", with, plain, Start::wallMillis, "ms");
		print("CPU time", with, plain, Start::cpuMillis, "ms");
		long classesWith = loadedClasses(JAR);
		long classesWithout = loadedClasses(without);
		System.out.printf(Locale.ROOT, "%-15s %.3f  (%d / %d)%n", "loaded classes",
				(double) classesWith / classesWithout, classesWith, classesWithout);
		noise("wall time", plain, Start::wallMillis);
		noise("CPU time", plain, Start::cpuMillis);
	}

	private static void print(String name, List<Start> with, List<Start> without, ToDoubleFunction<Start> value,
			String unit) {
		double[] ratios = new double[with.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = value.applyAsDouble(with.get(i)) / value.applyAsDouble(without.get(i));
		}
		System.out.printf(Locale.ROOT, "%-15s %.3f [%.3f to %.3f]  (medians %.0f / %.0f %s)%n", name,
				quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75),
				quantile(with.stream().mapToDouble(value).toArray(), 0.5),
				quantile(without.stream().mapToDouble(value).toArray(), 0.5), unit);
	}

	private static void noise(String name, List<Start> starts, ToDoubleFunction<Start> value) {
		double[] ratios = new double[starts.size() / 2];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = value.applyAsDouble(starts.get(2 * i)) / value.applyAsDouble(starts.get(2 * i + 1));
		}
		System.out.printf(Locale.ROOT, "%-15s %.3f [%.3f to %.3f]  without / without, the noise of this machine%n",
				name, quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
	}

	private static double quantile(double[] values, double quantile) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		double index = quantile * (sorted.length - 1);
		int below = (int) index;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
	}

	private static Start start(Path jar, String... options) throws Exception {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
		command.addAll(List.of(options));
		// A port of the sample's own choice would be drawn only with the starter
		command.addAll(List.of("-jar", jar.toString(), "--server.port=" + freePort()));
		long start = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			String line;
			while ((line = output.readLine()) != null) {
				if (line.contains("Started SampleApplication")) {
					double wall = (System.nanoTime() - start) / 1e6;
					return new Start(wall, process.info().totalCpuDuration().orElseThrow().toMillis());
				}
			}
			throw new IllegalStateException("The sample did not start");
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

	private static long loadedClasses(Path jar) throws Exception {
		Path log = Files.createTempFile("classes", ".log");
		try {
			start(jar, "-Xlog:class+load:file=" + log);
			try (Stream<String> lines = Files.lines(log)) {
				return lines.filter((line) -> line.contains(" source: ")).count();
			}
		}
		finally {
			Files.delete(log);
		}
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

	private record Start(double wallMillis, double cpuMillis) {

	}

}
