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
import java.util.Map;

import io.github.portresolver.Fallback;
import io.github.portresolver.resolve.PortRequest.FallbackVerdict;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FallbackDecision} and {@link HostEnvironment}.
 */
class FallbackDecisionTests {

	private static final String PROPERTY = "port-resolver.fallback";

	private static final FallbackVerdict MOVES = FallbackVerdict.automatic(Fallback.ADJACENT_THEN_RANDOM,
			"no strict profile, cloud platform, container or service was found");

	private final MockEnvironment environment = new MockEnvironment();

	private final Map<String, String> variables = new HashMap<>();

	private PortResolverProperties properties = PropertyReaderTests.read();

	private ClassLoader classLoader = getClass().getClassLoader();

	private long pid = 4711;

	@TempDir
	private Path root;

	@Test
	void decideWhenNothingSpeaksAgainstItMoves() {
		assertThat(decide()).isEqualTo(MOVES);
		this.environment.setActiveProfiles("dev");
		this.environment.setProperty("spring.main.cloud-platform", "none");
		// In the terminal of an IDE that is a service
		this.variables.put("SYSTEMD_EXEC_PID", "4712");
		assertThat(decide()).isEqualTo(MOVES);
		this.variables.put("CI", "true");
		assertThat(decide()).as("without a container").isEqualTo(MOVES);
	}

	@ParameterizedTest
	@EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
	void decideWhenConfiguredTakesThatEverywhere(Fallback fallback) throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		this.environment.setActiveProfiles("prod");
		this.properties = PropertyReaderTests.read("port-resolver.fallback", fallback.toString());
		assertThat(decide()).isEqualTo(FallbackVerdict.configured(PROPERTY, fallback, null));
	}

	@Test
	void decideWhenConfiguredStatesOrigin() {
		this.properties = PropertyReaderTests.read("port-resolver.fallback", Fallback.RANDOM.toString());
		Origin origin = new TextResourceOrigin(new ClassPathResource("application.yml"), new Location(3, 12));
		FallbackVerdict verdict = new FallbackDecision(this.environment, host(), this.classLoader)
			.decide(this.properties, origin);
		assertThat(verdict).isEqualTo(new FallbackVerdict(Fallback.RANDOM, "configured by " + origin,
				PROPERTY + " is random (" + origin + ")"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod", "production" })
	void decideInStrictProfileStays(String profile) {
		this.environment.setActiveProfiles("eu", profile);
		assertThat(decide()).isEqualTo(stays("profile '" + profile + "' is active"));
	}

	@Test
	void decideTakesStrictProfilesFromProperties() {
		this.properties = PropertyReaderTests.read("port-resolver.strict-profiles", "live");
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

	@ParameterizedTest
	@CsvSource({ ".dockerenv,", "run/.containerenv,", ".dockerenv,''", ".dockerenv,false" })
	void decideInContainerStaysUnlessAVariableSaysThatItIsCi(String marker, String ci) throws Exception {
		this.variables.put("CI", ci);
		Files.createDirectories(this.root.resolve("run"));
		Files.createFile(this.root.resolve(marker));
		assertThat(decide()).isEqualTo(stays("the application runs in a container (/" + marker + ")"));
	}

	@ParameterizedTest
	@CsvSource({ "REMOTE_CONTAINERS,true", "CODESPACES,true", "GITPOD_WORKSPACE_ID,amber-fox", "CI,true", "CI,1" })
	void decideInContainerOfDeveloperOrCiMoves(String variable, String value) throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		this.variables.put("container", "docker");
		this.variables.put(variable, value);
		assertThat(decide()).isEqualTo(FallbackVerdict.automatic(Fallback.ADJACENT_THEN_RANDOM,
				"the container (/.dockerenv) is one for development or CI (" + variable + ")"));
	}

	@Test
	void decideAsFirstProcessStays() {
		this.pid = 1;
		assertThat(decide()).isEqualTo(stays("the application runs in a container (pid 1)"));
	}

	@Test
	void decideWhenRootIsSnapshotOfContainerdStays() throws Exception {
		mounts("""
				1203 1100 0:150 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/containerd/\
				io.containerd.snapshotter.v1.overlayfs/snapshots/42/fs,upperdir=/var/lib/u
				1204 1203 0:160 / /proc rw,nosuid - proc proc rw
				""");
		assertThat(decide()).isEqualTo(stays("the application runs in a container (containerd)"));
	}

	@Test
	void decideOnHostThatRunsContainersMoves() throws Exception {
		mounts("""
				29 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
				812 29 0:61 / /run/containerd/io.containerd.runtime.v2.task/k8s.io/1/rootfs rw - overlay overlay \
				rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/42/fs
				""");
		assertThat(decide()).isEqualTo(MOVES);
	}

	private void mounts(String mountinfo) throws Exception {
		Path self = Files.createDirectories(this.root.resolve("proc/self"));
		Files.writeString(self.resolve("mountinfo"), mountinfo);
	}

	@ParameterizedTest
	@CsvSource({ "K_SERVICE, orders, true, on a cloud platform (K_SERVICE)",
			"FLY_APP_NAME, orders, true, on a cloud platform (FLY_APP_NAME)",
			"container, podman, '', in a container (the variable 'container')" })
	void decideOnPlatformThatSpringBootDoesNotKnowAndInContainerStays(String variable, String value, String ci,
			String where) {
		this.variables.put(variable, value);
		this.variables.put("CI", ci);
		assertThat(decide()).isEqualTo(stays("the application runs " + where));
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.cloud.config.server.EnableConfigServer,spring.cloud.config.server.enabled,Config",
			"org.springframework.cloud.netflix.eureka.server.EnableEurekaServer,eureka.server.enabled,Eureka",
			"de.codecentric.boot.admin.server.config.EnableAdminServer,spring.boot.admin.server.enabled,"
					+ "Spring Boot Admin" })
	void decideInServerThatOthersFindStaysUnlessItIsOff(String type, String enabledProperty, String name) {
		this.classLoader = new ByteBuddy().subclass(Object.class)
			.name(type)
			.make()
			.load(this.classLoader)
			.getLoaded()
			.getClassLoader();
		assertThat(decide()).isEqualTo(stays("others find the " + name + " Server at its configured port"));
		this.environment.setProperty(enabledProperty, "false");
		assertThat(decide()).isEqualTo(MOVES);
		this.environment.setProperty(enabledProperty, "true");
		this.properties = PropertyReaderTests.read("port-resolver.fallback", Fallback.ADJACENT.toString());
		assertThat(decide().value()).isEqualTo(Fallback.ADJACENT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "true" })
	void decideAsMainProcessOfServiceStaysAndHeedsOtherReasonsFirst(String ci) {
		this.variables.put("CI", ci);
		this.variables.put("SYSTEMD_EXEC_PID", "4711");
		assertThat(decide()).isEqualTo(stays("the application is the main process of a service (SYSTEMD_EXEC_PID)"));
		this.environment.setProperty("spring.main.cloud-platform", "kubernetes");
		assertThat(decide().reason()).isEqualTo("the application runs on kubernetes");
		this.environment.setActiveProfiles("prod");
		assertThat(decide().reason()).isEqualTo("profile 'prod' is active");
	}

	@Test
	void ofSystemSeesThisProcess() {
		HostEnvironment system = HostEnvironment.ofSystem();
		assertThat(system.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(system.root()).isEqualTo(Path.of("/"));
		assertThat(system.variables().apply("PATH")).isEqualTo(System.getenv("PATH"));
	}

	private static FallbackVerdict stays(String reason) {
		return FallbackVerdict.automatic(Fallback.NONE, reason);
	}

	private FallbackVerdict decide() {
		return new FallbackDecision(this.environment, host(), this.classLoader).decide(this.properties, null);
	}

	private HostEnvironment host() {
		return new HostEnvironment(this.variables::get, this.root, this.pid);
	}

}
