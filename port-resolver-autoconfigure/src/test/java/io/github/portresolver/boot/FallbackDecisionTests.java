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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.portresolver.resolve.Fallback;
import io.github.portresolver.resolve.FallbackVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.origin.Origin;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackDecision} and {@link Surroundings}.
 */
class FallbackDecisionTests {

	private static final FallbackVerdict MOVES = new FallbackVerdict(Fallback.ADJACENT_THEN_RANDOM,
			"there is no strict profile, cloud platform, container or service");

	private final MockEnvironment environment = new MockEnvironment();

	private final Map<String, String> variables = new HashMap<>();

	private final PortResolverProperties properties = new PortResolverProperties();

	@TempDir
	private Path root;

	@Test
	void decideWhenNothingSpeaksAgainstItMoves() {
		assertThat(decide()).isEqualTo(MOVES);
	}

	@ParameterizedTest
	@EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
	void decideWhenConfiguredTakesThatEverywhere(Fallback fallback) throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		this.environment.setActiveProfiles("prod");
		this.properties.setFallback(fallback);
		assertThat(decide()).isEqualTo(new FallbackVerdict(fallback, "it is configured so"));
	}

	@Test
	void decideWhenConfiguredStatesOrigin() {
		this.properties.setFallback(Fallback.RANDOM);
		Origin origin = new Origin() {

			@Override
			public String toString() {
				return "application.yml - 4:13";
			}

		};
		FallbackVerdict verdict = new FallbackDecision(this.environment, surroundings()).decide(this.properties,
				origin);
		assertThat(verdict).isEqualTo(FallbackVerdict.configured(Fallback.RANDOM, "application.yml - 4:13"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod", "production" })
	void decideInStrictProfileStays(String profile) {
		this.environment.setActiveProfiles("eu", profile);
		assertThat(decide()).isEqualTo(stays("profile '" + profile + "' is active"));
	}

	@Test
	void decideInOtherProfileMoves() {
		this.environment.setActiveProfiles("dev");
		assertThat(decide()).isEqualTo(MOVES);
	}

	@Test
	void decideTakesStrictProfilesFromProperties() {
		this.properties.setStrictProfiles(List.of("live"));
		this.environment.setActiveProfiles("prod");
		assertThat(decide()).isEqualTo(MOVES);
		this.environment.setActiveProfiles("live");
		assertThat(decide()).isEqualTo(stays("profile 'live' is active"));
	}

	@ParameterizedTest
	@CsvSource({ "kubernetes,kubernetes", "cloud_foundry,cloud foundry", "heroku,heroku",
			"azure_app_service,azure app service" })
	void decideOnCloudPlatformStays(String platform, String name) {
		this.environment.setProperty("spring.main.cloud-platform", platform);
		assertThat(decide()).isEqualTo(stays("the application runs on " + name));
	}

	@Test
	void decideWhenVariablesAreThoseOfKubernetesStays() {
		Map<String, Object> kubernetes = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "KUBERNETES_SERVICE_PORT",
				"443");
		this.environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource("systemEnvironment", kubernetes));
		assertThat(decide()).isEqualTo(stays("the application runs on kubernetes"));
	}

	@Test
	void decideWhenPlatformIsSaidToBeNoneMoves() {
		this.environment.setProperty("spring.main.cloud-platform", "none");
		assertThat(decide()).isEqualTo(MOVES);
	}

	@ParameterizedTest
	@ValueSource(strings = { ".dockerenv", "run/.containerenv" })
	void decideInContainerStays(String marker) throws Exception {
		Files.createDirectories(this.root.resolve("run"));
		Files.createFile(this.root.resolve(marker));
		assertThat(decide()).isEqualTo(stays("the application runs in a container (/" + marker + ")"));
	}

	@Test
	void decideWhenVariableSaysContainerStays() {
		this.variables.put("container", "podman");
		assertThat(decide()).isEqualTo(stays("the application runs in a container (the variable 'container')"));
	}

	@Test
	void decideAsMainProcessOfServiceStays() {
		this.variables.put("SYSTEMD_EXEC_PID", "4711");
		assertThat(decide()).isEqualTo(stays("the application is the main process of a service (SYSTEMD_EXEC_PID)"));
	}

	@Test
	void decideInTerminalThatIsAServiceMoves() {
		this.variables.put("SYSTEMD_EXEC_PID", "4712");
		assertThat(decide()).isEqualTo(MOVES);
	}

	@ParameterizedTest
	@CsvSource({ "REMOTE_CONTAINERS,true", "CODESPACES,true", "GITPOD_WORKSPACE_ID,amber-fox", "CI,true", "CI,1" })
	void decideInContainerOfDeveloperOrCiMoves(String variable, String value) throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		this.variables.put("container", "docker");
		this.variables.put(variable, value);
		assertThat(decide()).isEqualTo(MOVES);
	}

	@ParameterizedTest
	@CsvSource({ "CI,false", "CI,''" })
	void decideWhenVariableSaysThatItIsNoCiStays(String variable, String value) throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		this.variables.put(variable, value);
		assertThat(decide().value()).isEqualTo(Fallback.NONE);
	}

	@Test
	void decideInCiStillHeedsOtherReasons() {
		this.variables.put("CI", "true");
		this.variables.put("SYSTEMD_EXEC_PID", "4711");
		assertThat(decide().reason()).contains("main process of a service");
		this.environment.setProperty("spring.main.cloud-platform", "kubernetes");
		assertThat(decide().reason()).isEqualTo("the application runs on kubernetes");
		this.environment.setActiveProfiles("prod");
		assertThat(decide().reason()).isEqualTo("profile 'prod' is active");
	}

	@Test
	void ofSystemSeesThisProcess() {
		Surroundings system = Surroundings.ofSystem();
		assertThat(system.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(system.root()).isEqualTo(Path.of("/"));
		assertThat(system.variables().apply("PATH")).isEqualTo(System.getenv("PATH"));
	}

	private static FallbackVerdict stays(String reason) {
		return new FallbackVerdict(Fallback.NONE, reason);
	}

	private FallbackVerdict decide() {
		return new FallbackDecision(this.environment, surroundings()).decide(this.properties, null);
	}

	private Surroundings surroundings() {
		return new Surroundings(this.variables::get, this.root, 4711);
	}

}
