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

package io.github.portresolver.benchmark;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs all benchmarks and prints each as a multiple of the plain one beside it, whose
 * name starts with {@code plain}.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	public static void main(String[] arguments) throws RunnerException {
		String include = (arguments.length > 0) ? arguments[0] : "io.github.portresolver";
		Collection<RunResult> results = new Runner(new OptionsBuilder().include(include).build()).run();
		System.out.println();
		for (RunResult result : results) {
			results.stream()
				.filter((other) -> isPlain(other) && isBeside(result, other) && !isPlain(result))
				.forEach((plain) -> print(result, plain));
		}
	}

	private static void print(RunResult result, RunResult plain) {
		String held = result.getParams().getParam("held");
		System.out.println(String.format(Locale.ROOT, "%s%s: %.1f us, plain %.1f us, ratio %.1f",
				result.getParams().getBenchmark().replaceFirst("^.*\\.(?=[A-Z])", ""),
				(held != null) ? " with " + held + " held" : "", score(result), score(plain),
				score(result) / score(plain)));
	}

	private static double score(RunResult result) {
		return result.getPrimaryResult().getScore();
	}

	private static boolean isPlain(RunResult result) {
		return result.getPrimaryResult().getLabel().startsWith("plain");
	}

	private static boolean isBeside(RunResult result, RunResult other) {
		return typeName(result).equals(typeName(other))
				&& Objects.equals(result.getParams().getParam("held"), other.getParams().getParam("held"));
	}

	private static String typeName(RunResult result) {
		String name = result.getParams().getBenchmark();
		return name.substring(0, name.lastIndexOf('.'));
	}

}
