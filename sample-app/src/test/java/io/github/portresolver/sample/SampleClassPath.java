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

package io.github.portresolver.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The sample and its libraries as development tools start them: with the classes in a
 * directory.
 */
final class SampleClassPath {

	static final String MAIN_CLASS = "io.github.portresolver.sample.SampleApplication";

	private final Path directory;

	private final List<Path> libraries = new ArrayList<>();

	private final List<Path> additional = new ArrayList<>();

	private SampleClassPath(Path directory) {
		this.directory = directory;
	}

	/**
	 * Extract the sample's jar.
	 * @param directory where to
	 * @return the class path
	 */
	static SampleClassPath extract(Path directory) throws IOException {
		SampleClassPath classPath = new SampleClassPath(directory);
		Files.createDirectories(classPath.classes());
		try (ZipInputStream jar = new ZipInputStream(Files.newInputStream(SampleProcess.jar()))) {
			for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
				Path file = directory.resolve(entry.getName()).normalize();
				if (!entry.isDirectory() && file.startsWith(directory.resolve("BOOT-INF"))) {
					Files.createDirectories(file.getParent());
					Files.copy(jar, file);
					if (file.toString().endsWith(".jar")) {
						classPath.libraries.add(file);
					}
				}
			}
		}
		return classPath;
	}

	/**
	 * Return the directory of the sample's own classes.
	 * @return the directory
	 */
	Path classes() {
		return this.directory.resolve("BOOT-INF/classes");
	}

	/**
	 * Return a library of the sample.
	 * @param artifactId its artifact
	 * @return its jar
	 */
	Path library(String artifactId) {
		return this.libraries.stream()
			.filter((library) -> library.getFileName().toString().startsWith(artifactId + "-"))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Add a jar that the build has copied for such processes.
	 * @param artifactId its artifact
	 * @return this
	 */
	SampleClassPath addExtra(String artifactId) {
		return add(Path.of("target/extras", artifactId + ".jar").toAbsolutePath());
	}

	/**
	 * Take the starter away.
	 * @return this
	 */
	SampleClassPath withoutStarter() {
		this.libraries.removeIf((library) -> library.getFileName().toString().startsWith("port-resolver-"));
		return this;
	}

	SampleClassPath add(Path path) {
		this.additional.add(path);
		return this;
	}

	/**
	 * Compile sources and add the classes.
	 * @param sources the directory of the sources
	 * @param output where the classes are written
	 */
	void compile(Path sources, Path output) throws IOException {
		Files.createDirectories(output);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		try (Stream<Path> files = Files.walk(sources);
				StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
			List<Path> javaFiles = files.filter((file) -> file.toString().endsWith(".java")).toList();
			List<String> options = List.of("-proc:none", "-nowarn", "-d", output.toString(), "-cp", toString());
			if (!compiler
				.getTask(null, manager, diagnostics, options, null, manager.getJavaFileObjectsFromPaths(javaFiles))
				.call()) {
				throw new AssertionError(diagnostics.getDiagnostics());
			}
		}
		add(output);
	}

	/**
	 * Return what makes a JVM run the sample.
	 * @param options options of the JVM
	 * @return the arguments
	 */
	List<String> main(String... options) {
		List<String> main = new ArrayList<>(List.of(options));
		main.addAll(mainOf(MAIN_CLASS));
		return main;
	}

	List<String> mainOf(String mainClass) {
		return List.of("-cp", toString(), mainClass);
	}

	@Override
	public String toString() {
		return Stream.of(List.of(classes()), this.additional, this.libraries)
			.flatMap(List::stream)
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

}
