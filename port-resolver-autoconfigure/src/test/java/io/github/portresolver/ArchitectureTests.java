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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.apache.coyote.ProtocolHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house rules: dependencies between packages point one way, and what no other package
 * uses is not public.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.portresolver";

	/**
	 * The public API, which is the root package alone.
	 */
	private static final String API = "";

	/**
	 * What each package may use, besides itself.
	 */
	private static final Map<String, List<String>> MAY_USE = Map.ofEntries(Map.entry(API, List.of()),
			Map.entry("owner", List.of()), Map.entry("lease", List.of("owner", API)),
			Map.entry("registry", List.of("lease", "owner", API)), Map.entry("resolve", List.of("lease", "owner", API)),
			Map.entry("handoff", List.of("failure", "resolve", "lease", "owner", API)),
			Map.entry("unix", List.of("failure", "handoff", "resolve", "owner", API)),
			Map.entry("failure", List.of("resolve", "registry", "owner", "lease", API)),
			Map.entry("publish", List.of("failure", "resolve", "registry", "owner", API)),
			Map.entry("discovery", List.of("registry", API)),
			Map.entry("actuate", List.of("handoff", "unix", "resolve", "registry", "owner", API)),
			Map.entry("boot", List.of("actuate", "discovery", "publish", "failure", "handoff", "unix", "resolve",
					"registry", "lease", "owner", API)));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	private static final DescribedPredicate<JavaClass> INTERNAL = JavaClass.Predicates.resideInAPackage(ROOT + ".*..");

	static Stream<String> packages() {
		return MAY_USE.keySet().stream().sorted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "owner.PortOwners", "resolve.PortResolver", "handoff.HeldPorts", "publish.PortLog",
			"actuate.PortsEndpoint", "boot.PortResolverApplicationListener" })
	void importFindsMainClasses(String name) {
		assertThat(CLASSES.contain(ROOT + "." + name)).isTrue();
		assertThat(CLASSES.contain(ArchitectureTests.class)).isFalse();
	}

	@Test
	void everyPackageHasARule() {
		assertThat(CLASSES).extracting(JavaClass::getPackageName)
			.allSatisfy((name) -> assertThat(MAY_USE.keySet()).extracting(ArchitectureTests::fullName).contains(name));
	}

	@Test
	void publicTypesAreUsedByOtherPackages() {
		List<String> needless = CLASSES.stream()
			.filter(INTERNAL)
			.filter((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> !isUsedByAnotherPackage(type) && !isUsedByAFramework(type))
			.map((type) -> type.getName().substring(ROOT.length() + 1))
			.sorted()
			.toList();
		assertThat(needless).as("could be package-private").isEmpty();
	}

	/**
	 * Users exclude auto-configurations by their class, and Tomcat creates protocols by
	 * name.
	 */
	private static boolean isUsedByAFramework(JavaClass type) {
		return type.isAnnotatedWith(AutoConfiguration.class) || type.isAssignableTo(ProtocolHandler.class);
	}

	private static boolean isUsedByAnotherPackage(JavaClass type) {
		return CLASSES.stream()
			.filter((part) -> part.getName().equals(type.getName()) || part.getName().startsWith(type.getName() + "$"))
			.flatMap((part) -> part.getDirectDependenciesToSelf().stream())
			.anyMatch((use) -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
	}

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesOnlyWhatItMay(String name) {
		onlyUses(name, MAY_USE.get(name)).check(CLASSES);
	}

	@Test
	void ruleOfPackagesNoticesADependency() {
		assertThat(onlyUses("resolve", List.of()).evaluate(CLASSES).hasViolation()).isTrue();
	}

	@Test
	void packagesOfSocketsLeasesAndOwnersDoNotUseSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(fullName("resolve"), fullName("lease"), fullName("owner"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void staticFieldsAreConstants() {
		List<String> packages = Stream.of("boot", "publish", "actuate", "handoff")
			.map(ArchitectureTests::fullName)
			.toList();
		assertThat(CLASSES.stream()
			.filter((type) -> packages.contains(type.getPackageName()))
			// The one thing that is meant to outlive a restart
			.filter((type) -> !type.getSimpleName().equals("ApplicationStartHistory"))
			.flatMap((type) -> type.getFields().stream())
			.filter((field) -> field.getModifiers().contains(JavaModifier.STATIC))).isNotEmpty()
			.allMatch((field) -> field.getModifiers().contains(JavaModifier.FINAL))
			.allMatch(ArchitectureTests::isImmutable);
	}

	private static boolean isImmutable(JavaField field) {
		JavaClass type = field.getRawType();
		return type.isPrimitive() || type.isEnum() || type.isRecord() || field.getName().startsWith("$")
				|| type.getPackageName().equals("java.time")
				|| Set
					.of(String.class.getName(), "org.apache.commons.logging.Log", "java.util.regex.Pattern",
							"org.springframework.boot.json.JsonWriter")
					.contains(type.getName());
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		assertThat(CLASSES.stream().filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))).isNotEmpty()
			.allMatch((type) -> type.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.FINAL)))
			.allMatch((type) -> type.getSimpleName().endsWith("AutoConfiguration"));
	}

	@Test
	void noClassHasANameThatSaysNothing() {
		ArchRuleDefinition.noClasses().should().haveNameMatching(".*(Utils|Manager|Impl)").check(CLASSES);
	}

	private static ArchRule onlyUses(String name, List<String> others) {
		String[] allowed = Stream.concat(Stream.of(name), others.stream())
			.map(ArchitectureTests::fullName)
			.toArray(String[]::new);
		DescribedPredicate<JavaClass> forbidden = INTERNAL
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)));
		return ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(fullName(name))
			.should()
			.dependOnClassesThat(forbidden)
			.allowEmptyShould(true);
	}

	private static String fullName(String name) {
		return API.equals(name) ? ROOT : ROOT + "." + name;
	}

}
