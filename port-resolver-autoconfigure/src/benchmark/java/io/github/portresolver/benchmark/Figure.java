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

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * What one benchmark came to.
 *
 * @param table its class, and {@code cold} if each call was the first of a JVM
 * @param name its method
 * @param parameters the parameters it ran with, as a part of a sentence
 * @param micros the mean
 * @param error how far the mean may be off, with 95% confidence
 */
record Figure(String table, String name, String parameters, double micros, double error) {

	private static final double CONFIDENCE = 0.95;

	static Figure of(RunResult result) {
		String[] names = result.getParams().getBenchmark().split("[.$]");
		boolean cold = result.getParams().getMode() == Mode.SingleShotTime;
		String parameters = result.getParams()
			.getParamsKeys()
			.stream()
			.filter((key) -> !List.of("port", "pid").contains(key))
			.map((key) -> ", " + result.getParams().getParam(key) + " " + key)
			.collect(Collectors.joining());
		Statistics statistics = result.getPrimaryResult().getStatistics();
		return new Figure(names[names.length - 2] + (cold ? " cold" : ""), names[names.length - 1], parameters,
				statistics.getMean(), statistics.getMeanErrorAt(CONFIDENCE));
	}

	boolean isBeside(Figure other) {
		return this.table.equals(other.table) && this.parameters.equals(other.parameters);
	}

	double spread() {
		return this.error / this.micros;
	}

	double times(Figure floor) {
		return this.micros / floor.micros;
	}

	int number() {
		return Integer.parseInt(this.parameters.replaceAll("\\D", ""));
	}

	// The words of the method's name
	String subject() {
		return this.name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + this.parameters;
	}

	String time() {
		boolean milliseconds = this.micros >= 1000;
		return String.format(Locale.ROOT, "%.2f %s ± %.0f%%", milliseconds ? this.micros / 1000 : this.micros,
				milliseconds ? "ms" : "us", spread() * 100);
	}

	String ratio(Figure floor) {
		return String.format(Locale.ROOT, "%.2f ± %.2f", times(floor),
				times(floor) * Math.hypot(spread(), floor.spread()));
	}

}
