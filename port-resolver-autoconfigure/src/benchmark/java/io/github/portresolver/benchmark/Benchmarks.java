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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.portresolver.owner.OwnerBenchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs all benchmarks, prints a table for each with the floor beside each figure, and
 * fails if a goal is missed.
 */
public final class Benchmarks {

	private static final int DESCRIPTORS = 10_500;

	private static final Map<String, String> TITLES = new LinkedHashMap<>();

	static {
		TITLES.put("FreePort", "Choosing a free port; floor: open, bind, listen, close");
		TITLES.put("TakenPorts", "Choosing a port above taken ones; floor: the same for each in turn");
		TITLES.put("NearlyFullRange", "Choosing the one free port of 1000; floor: the same for each in random order");
		TITLES.put("LeaseBenchmark", "A lease; floor: open a file, lock it, close it");
		TITLES.put("OwnerBenchmark", "Who listens on a port; floor: ss -ltnp");
		TITLES.put("OwnerBenchmark cold", "Who listens on a port, the first call of a JVM; floor: ss -ltnp");
		TITLES.put("RegistryBenchmark", "Reading the registry; floor: list the directory and read all files");
	}

	private final List<Figure> figures = new ArrayList<>();

	private final Pattern include;

	private final String output;

	private final int forks;

	private boolean met = true;

	private Benchmarks(Pattern include, int forks, String output) {
		this.include = include;
		this.forks = forks;
		this.output = output;
	}

	/**
	 * Run benchmarks.
	 * @param arguments which benchmarks to run, in how many JVMs each, and where JMH's
	 * own output goes
	 */
	public static void main(String[] arguments) throws Exception {
		Benchmarks benchmarks = new Benchmarks(Pattern.compile(arguments[0]), Integer.parseInt(arguments[1]),
				arguments[2]);
		benchmarks.run();
		TITLES.forEach(benchmarks::printTable);
		benchmarks.printGoals();
		System.exit(benchmarks.met ? 0 : 1);
	}

	private void run() throws Exception {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
				&& system.getMaxFileDescriptorCount() < DESCRIPTORS) {
			throw new IllegalStateException("Too few file descriptors: run ulimit -n " + DESCRIPTORS);
		}
		run(warm().include(this.include.pattern()).exclude(OwnerBenchmark.class.getName()));
		if (this.include.matcher(OwnerBenchmark.class.getName()).find()) {
			for (int size : List.of(50, 500)) {
				try (Crowd crowd = new Crowd(size)) {
					run(among(crowd, size, warm()));
					run(among(crowd, size, cold()));
				}
			}
		}
	}

	private ChainedOptionsBuilder among(Crowd crowd, int size, ChainedOptionsBuilder options) {
		return options.include(OwnerBenchmark.class.getName())
			.param("processes", String.valueOf(size))
			.param("port", String.valueOf(crowd.port()))
			.param("pid", String.valueOf(crowd.pid()));
	}

	private ChainedOptionsBuilder warm() {
		return options().mode(Mode.AverageTime)
			.forks(this.forks)
			.warmupIterations(10)
			.warmupTime(TimeValue.milliseconds(300))
			.measurementIterations(8)
			.measurementTime(TimeValue.milliseconds(200));
	}

	private ChainedOptionsBuilder cold() {
		return options().mode(Mode.SingleShotTime).forks(20 * this.forks).warmupIterations(0).measurementIterations(1);
	}

	private ChainedOptionsBuilder options() {
		return new OptionsBuilder().timeUnit(TimeUnit.MICROSECONDS)
			.jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
			.shouldFailOnError(true);
	}

	private void run(ChainedOptionsBuilder options) throws RunnerException {
		try {
			String file = this.output + "-" + this.figures.size() + ".txt";
			System.out.println("Running, see " + file);
			new Runner(options.output(file).build()).run().stream().map(Figure::of).forEach(this.figures::add);
		}
		catch (NoBenchmarksException ex) {
			// None of these was asked for
		}
	}

	private void printTable(String table, String title) {
		List<Figure> rows = this.figures.stream().filter((figure) -> figure.table().equals(table)).toList();
		if (!rows.isEmpty()) {
			System.out.println("\n" + title + "\n\n| | time | floor | times the floor |\n|---|---|---|---|");
			rows.stream().filter((row) -> row != floor(row)).forEach(this::printRow);
		}
	}

	private void printRow(Figure row) {
		Figure floor = floor(row);
		System.out.println(
				"| " + row.subject() + " | " + row.time() + " | " + floor.time() + " | " + row.ratio(floor) + " |");
	}

	private Figure floor(Figure figure) {
		return beside(figure, figure.table().startsWith("Owner") ? "ss" : "floor");
	}

	private Figure beside(Figure figure, String name) {
		return this.figures.stream()
			.filter((other) -> other.isBeside(figure) && other.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private void printGoals() {
		System.out.println("\n| goal | seen | |\n|---|---|---|");
		for (Figure figure : this.figures) {
			switch (figure.table() + " " + figure.name()) {
				case "FreePort handOff", "NearlyFullRange random" -> printGoal(figure, floor(figure), 1.2);
				case "TakenPorts adjacent" -> {
					printGoal(figure, floor(figure), 1.2);
					printGrowth(figure);
				}
				case "LeaseBenchmark lease" -> printGoal(figure, floor(figure), 2);
				case "OwnerBenchmark portResolver" -> {
					printGoal(figure, floor(figure), 2);
					printFaster(figure);
				}
				case "OwnerBenchmark cold portResolver" -> printFaster(figure);
				default -> {
				}
			}
		}
		double spread = this.figures.stream().mapToDouble(Figure::spread).max().orElse(1);
		printGoal("no spread above a tenth", spread, 0.1);
	}

	private void printFaster(Figure figure) {
		printGoal(figure, beside(figure, "lsof"), 1);
		printGoal(figure, beside(figure, "oshi"), 1);
	}

	// What each taken port adds must not grow with their number
	private void printGrowth(Figure figure) {
		this.figures.stream()
			.filter((other) -> other.table().equals(figure.table()) && other.name().equals(figure.name()))
			.filter((other) -> other.number() == figure.number() * 10)
			.forEach((other) -> printGoal("TakenPorts " + other.subject() + ", for each port, against a tenth of them",
					other.times(figure) / 10, 1.2));
	}

	private void printGoal(Figure figure, Figure other, double limit) {
		printGoal(figure.table() + " " + figure.subject() + ", against " + other.name(), figure.times(other), limit);
	}

	private void printGoal(String what, double seen, double limit) {
		boolean reached = seen <= limit;
		this.met &= reached;
		System.out.println(String.format(Locale.ROOT, "| %s: at most %.1f | %.2f | %s |", what, limit, seen,
				reached ? "met" : "**missed**"));
	}

}
