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

package io.github.portresolver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.portresolver.testsupport.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the README and the pages of {@code docs}: links lead somewhere, no property
 * is missing, and tests are called by their names.
 */
class DocumentationTests {

	private static final Path CLASSES = ForkedJvm.classes(ResolvedPorts.class);

	private static final Path ROOT = CLASSES.resolve("../../..").normalize();

	private static final Path README = ROOT.resolve("README.md");

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]+\\]\\(([^)\\s]+)\\)");

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)");

	private static final Pattern PROPERTY_ROW = Pattern.compile("^\\| `(port-resolver\\.[^`<]+)[`<].*");

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT))\\b");

	private static final String PUBLISHED = "port-resolver.resolved.";

	static Stream<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(README),
					docs.filter((page) -> page.toString().endsWith(".md")).sorted().toList().stream());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToFilesAndHeadings(Path page) throws IOException {
		assertThat(links(page)).allSatisfy((link) -> {
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
			assertThat(target).exists().startsWith(ROOT);
			if (parts.length > 1) {
				assertThat(anchors(target)).contains(parts[1]);
			}
		});
	}

	@Test
	void readmeLinksToEveryPage() throws IOException {
		assertThat(links(README).stream().map((link) -> ROOT.resolve(link.replaceFirst("#.*", ""))))
			.containsAll(pages().skip(1).toList());
	}

	@Test
	void readmeIsReadInTwoMinutes() throws IOException {
		assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(150);
	}

	@Test
	void referenceHasEveryPropertyAndNoOther() throws IOException {
		Set<String> documented = text(ROOT.resolve("docs/reference.md")).stream()
			.flatMap((line) -> PROPERTY_ROW.matcher(line).results())
			.map((row) -> row.group(1).replaceFirst("\\.$", ""))
			.filter((name) -> !PUBLISHED.startsWith(name))
			.collect(Collectors.toSet());
		assertThat(documented).isEqualTo(properties());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void testsThatAreNamedExist(Path page) throws IOException {
		assertThat(tests()).containsAll(find(TEST, page));
	}

	private static Set<String> tests() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".java"))
				.map((name) -> name.replace(".java", ""))
				.collect(Collectors.toSet());
		}
	}

	private static List<String> links(Path page) throws IOException {
		return find(LINK, page).stream().filter((link) -> !link.startsWith("https://")).toList();
	}

	private static List<String> find(Pattern pattern, Path page) throws IOException {
		return text(page).stream()
			.flatMap((line) -> pattern.matcher(line).results())
			.map((found) -> found.group(1))
			.toList();
	}

	// As GitHub makes them of headings
	private static List<String> anchors(Path page) throws IOException {
		return text(page).stream()
			.flatMap((line) -> HEADING.matcher(line).results())
			.map((heading) -> heading.group(1)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N}_ -]", "")
				.replace(' ', '-'))
			.toList();
	}

	private static List<String> text(Path page) throws IOException {
		List<String> lines = new ArrayList<>();
		boolean code = false;
		for (String line : Files.readAllLines(page)) {
			boolean fence = line.startsWith("```");
			code ^= fence;
			if (!code && !fence) {
				lines.add(line);
			}
		}
		return lines;
	}

	@SuppressWarnings("unchecked")
	private static Set<String> properties() throws IOException {
		String metadata = Files.readString(CLASSES.resolve("META-INF/spring-configuration-metadata.json"));
		List<Map<String, Object>> properties = (List<Map<String, Object>>) JsonParserFactory.getJsonParser()
			.parseMap(metadata)
			.get("properties");
		return properties.stream()
			.map((property) -> String.valueOf(property.get("name")))
			.filter((name) -> name.startsWith("port-resolver."))
			.collect(Collectors.toSet());
	}

}
