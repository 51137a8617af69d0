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

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Member;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.springframework.aot.agent.RecordedInvocation;
import org.springframework.aot.agent.RecordedInvocationsPublisher;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Runs the processed sample under Spring's agent, and prints what the starter did by
 * reflection or with resources: a native image can only do what the hints tell.
 */
public final class TracedSample {

	private static final String STARTER = "io.github.portresolver.";

	// Spring looks through the classes of beans, and does without in a native image; what
	// it finds there and uses is an invocation of its own
	private static final Set<String> INTROSPECTION = Set.of("getMethods", "getDeclaredMethods", "getMethod",
			"getFields", "getDeclaredFields", "getClasses", "getDeclaredClasses");

	private static final Set<String> LOOKUPS = Set.of("forName", "loadClass", "getDeclaredField", "getResource",
			"getResourceAsStream");

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private TracedSample() {
	}

	public static void main(String[] arguments) throws Exception {
		Queue<RecordedInvocation> invocations = new ConcurrentLinkedQueue<>();
		RecordedInvocationsPublisher.addListener(invocations::add);
		try (ConfigurableApplicationContext context = application().run(arguments)) {
			String port = context.getEnvironment().getRequiredProperty("local.management.port");
			for (String path : List.of("ports", "info", "ports/" + port)) {
				get("http://127.0.0.1:" + port + "/actuator/" + path, "application/json");
				get("http://127.0.0.1:" + port + "/actuator/" + path, "text/html, */*");
			}
		}
		List<RecordedInvocation> recorded = List.copyOf(invocations);
		RuntimeHints hints = process(arguments);
		Set<String> lines = new TreeSet<>();
		for (RecordedInvocation invocation : recorded) {
			if (isOfStarter(invocation) && !isForNothing(invocation)) {
				lines.add(((invocation.matches(hints)) ? "covered: " : "MISSING: ") + describe(invocation));
			}
		}
		lines.forEach(System.out::println);
	}

	private static SpringApplication application() {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.setMainApplicationClass(SampleApplication.class);
		return application;
	}

	private static void get(String uri, String accept) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).header("Accept", accept).build();
		int status = CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
		System.out.println(uri + " " + accept + ": " + status);
	}

	// As Spring Boot's plugins do it
	private static RuntimeHints process(String[] arguments) {
		System.setProperty("spring.aot.enabled", "false");
		System.setProperty("spring.aot.processing", "true");
		TestGenerationContext generation = new TestGenerationContext(SampleApplication.class);
		try {
			SpringApplication.withHook((application) -> new SpringApplicationRunListener() {

				@Override
				public void contextLoaded(ConfigurableApplicationContext context) {
					throw new AbandonedRunException(context);
				}

			}, () -> application().run(arguments));
			throw new IllegalStateException("The run was not abandoned");
		}
		catch (AbandonedRunException ex) {
			new ApplicationContextAotGenerator()
				.processAheadOfTime((GenericApplicationContext) ex.getApplicationContext(), generation);
		}
		return generation.getRuntimeHints();
	}

	private static boolean isOfStarter(RecordedInvocation invocation) {
		boolean called = invocation.getStackFrames()
			.map(StackFrame::getClassName)
			.filter((name) -> !isHelper(name))
			.findFirst()
			.filter(TracedSample::isStarter)
			.isPresent();
		boolean used = Stream.concat(Stream.of(target(invocation)), invocation.getArguments().stream())
			.anyMatch((value) -> value instanceof String name && isStarter(name));
		return called || (used && !INTROSPECTION.contains(invocation.getMethodReference().getMethodName()));
	}

	// What is absent is absent in a native image, too, and no hint can name a lambda
	private static boolean isForNothing(RecordedInvocation invocation) {
		return (invocation.getReturnValue() == null
				&& LOOKUPS.contains(invocation.getMethodReference().getMethodName()))
				|| (!invocation.isStatic() && invocation.getInstance() instanceof Class<?> type
						&& type.getCanonicalName() == null);
	}

	private static String target(RecordedInvocation invocation) {
		if (invocation.isStatic()) {
			return "";
		}
		Object instance = invocation.getInstance();
		if (instance instanceof Class<?> type) {
			return type.getName();
		}
		return (instance instanceof Member member) ? member.getDeclaringClass().getName() + "." + member.getName()
				: instance.getClass().getName();
	}

	private static boolean isHelper(String name) {
		return Stream
			.of("java.", "jdk.", "sun.", "org.springframework.aot.agent.", "org.springframework.util.",
					"org.springframework.core.io.")
			.anyMatch(name::startsWith);
	}

	private static boolean isStarter(String name) {
		return name.startsWith(STARTER) && !name.startsWith(STARTER + "sample.");
	}

	private static String describe(RecordedInvocation invocation) {
		String caller = invocation.getStackFrames()
			.filter((frame) -> !isHelper(frame.getClassName()))
			.findFirst()
			.map((frame) -> frame.getClassName() + "." + frame.getMethodName())
			.orElse("?");
		return invocation.getMethodReference() + " of " + target(invocation) + " with " + invocation.getArguments()
				+ " by " + caller;
	}

}
