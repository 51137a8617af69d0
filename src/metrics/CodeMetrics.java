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


import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;

/**
 * Measures the code and compares it with its budgets:
 * {@code java src/metrics/CodeMetrics.java}. With {@code --check} a budget that is missed
 * ends it with exit code 1, with {@code --list} it names what is larger than the share of
 * all that a budget is for, and what is not final. A line of code is one with anything
 * but comments on it, a method's lines are those of its body with its braces.
 * Benchmarks, in {@code src/benchmark/java}, are no tests and are not measured.
 */
public final class CodeMetrics {

	private static final String MODULE = "port-resolver-autoconfigure";

	private static final String PROPERTIES = "PortResolverProperties";

	private final List<Row> rows = new ArrayList<>();

	private final List<String> exceptions = new ArrayList<>();

	private CodeMetrics() {
	}

	public static void main(String[] arguments) throws IOException {
		boolean check = List.of(arguments).contains("--check");
		Path root = Path.of(Stream.of(arguments).filter((argument) -> !argument.startsWith("--")).findFirst().orElse("."));
		CodeMetrics metrics = new CodeMetrics();
		metrics.measure(Code.read(root.resolve(MODULE + "/src/main/java")),
				Code.read(root.resolve(MODULE + "/src/test/java")));
		metrics.rows.forEach(System.out::println);
		if (List.of(arguments).contains("--list")) {
			metrics.exceptions.forEach(System.out::println);
		}
		if (check && metrics.rows.stream().anyMatch(Row::isMissed)) {
			System.err.println("The code misses a budget. To see which: java src/metrics/CodeMetrics.java");
			System.exit(1);
		}
	}

	private void measure(Code main, Code tests) {
		List<Measure> limited = main.files.stream().filter((file) -> !file.name().equals(PROPERTIES)).toList();
		add("Files", main.files.size());
		atMost("Lines with comments, blanks and headers", main.allLines, 14_000);
		atMost("Lines of code per file, median", at(main.files, 0.5), 80);
		add("Lines of code per file, 90th percentile", at(main.files, 0.9));
		atMost("Lines of code per file, largest but for " + PROPERTIES, limited, 300);
		add("Lines of code per method, median", at(main.methods, 0.5));
		atMost("Lines of code per method, 90th percentile", at(main.methods, 0.9), 12);
		atMost("Lines of code per method, largest", main.methods, 30);
		atLeast("Top-level types that are package-private, %", main.types.percentage(), 60);
		add("Nested types that are not public, %", main.nestedTypes.percentage());
		atLeast("Final fields, without @ConfigurationProperties, %", main.fields.percentage(), 90);
		add("Javadoc to code, %", Math.round(100.0 * main.javadocLines / main.codeLines));
		atMost("Tests to main, % of the lines of code", Math.round(100.0 * tests.codeLines / main.codeLines), 150);
		main.methods.stream()
			.filter((method) -> method.lines() > 12)
			.sorted(Comparator.comparing(Measure::lines))
			.forEach((method) -> this.exceptions.add("%3d %s".formatted(method.lines(), method.name())));
		main.publicTypes.forEach((type) -> this.exceptions.add("public " + type));
		main.variableFields.forEach((field) -> this.exceptions.add("not final " + field));
	}

	private void add(String name, long value) {
		this.rows.add(new Row(name, value, "", false));
	}

	private void atMost(String name, long value, long budget) {
		this.rows.add(new Row(name, value, "at most " + budget, value > budget));
	}

	private void atLeast(String name, long value, long budget) {
		this.rows.add(new Row(name, value, "at least " + budget, value < budget));
	}

	/**
	 * Name the largest, and all that are too large.
	 */
	private void atMost(String name, List<Measure> measures, long budget) {
		List<Measure> sorted = measures.stream().sorted(Comparator.comparing(Measure::lines).reversed()).toList();
		atMost(name + ": " + sorted.get(0).name(), sorted.get(0).lines(), budget);
		sorted.stream()
			.skip(1)
			.filter((measure) -> measure.lines() > budget)
			.forEach((measure) -> atMost("  and: " + measure.name(), measure.lines(), budget));
	}

	private static long at(List<Measure> measures, double quantile) {
		List<Measure> sorted = measures.stream().sorted(Comparator.comparing(Measure::lines)).toList();
		return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1).lines();
	}

	/**
	 * A line of the table.
	 */
	private record Row(String name, long value, String budget, boolean isMissed) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%-90s %7d  %-14s %s", this.name, this.value, this.budget,
					this.isMissed ? "MISSED" : "");
		}

	}

	/**
	 * The size of a file or a method.
	 */
	private record Measure(String name, long lines) {

	}

	/**
	 * How many of some have a property.
	 */
	private static final class Share {

		private long matching;

		private long all;

		private void add(boolean matches) {
			this.all++;
			this.matching += matches ? 1 : 0;
		}

		/**
		 * Return the percentage, rounded down: a budget is not met by rounding.
		 */
		private long percentage() {
			return 100 * this.matching / this.all;
		}

	}

	/**
	 * Everything below one source directory.
	 */
	private static final class Code extends TreePathScanner<Void, Void> {

		private final List<Measure> files = new ArrayList<>();

		private final List<Measure> methods = new ArrayList<>();

		private final Share types = new Share();

		private final Share nestedTypes = new Share();

		private final Share fields = new Share();

		private final List<String> publicTypes = new ArrayList<>();

		private final List<String> variableFields = new ArrayList<>();

		private long allLines;

		private long codeLines;

		private long javadocLines;

		private SourcePositions positions;

		private CompilationUnitTree unit;

		private Lines lines;

		static Code read(Path directory) throws IOException {
			Code code = new Code();
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			try (Stream<Path> paths = Files.walk(directory);
					StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
				List<Path> files = paths.filter((path) -> path.toString().endsWith(".java")).sorted().toList();
				JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
						manager.getJavaFileObjectsFromPaths(files));
				code.positions = Trees.instance(task).getSourcePositions();
				for (CompilationUnitTree unit : task.parse()) {
					code.add(unit);
				}
			}
			return code;
		}

		private void add(CompilationUnitTree unit) throws IOException {
			this.unit = unit;
			this.lines = Lines.of(unit.getSourceFile().getCharContent(true).toString());
			this.allLines += this.lines.count();
			this.codeLines += this.lines.code().cardinality();
			this.javadocLines += this.lines.javadoc().cardinality();
			String name = Path.of(unit.getSourceFile().toUri()).getFileName().toString().replace(".java", "");
			this.files.add(new Measure(name, this.lines.code().cardinality()));
			scan(unit, null);
		}

		@Override
		public Void visitClass(ClassTree type, Void unused) {
			boolean topLevel = getCurrentPath().getParentPath().getLeaf() == this.unit;
			if (!type.getSimpleName().isEmpty()) {
				(topLevel ? this.types : this.nestedTypes)
					.add(!type.getModifiers().getFlags().contains(Modifier.PUBLIC));
			}
			if (topLevel && type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
				this.publicTypes.add(type.getSimpleName().toString());
			}
			if (!isConfigurationProperties()) {
				type.getMembers().forEach((member) -> addField(type, member));
			}
			return super.visitClass(type, unused);
		}

		private boolean isConfigurationProperties() {
			for (Tree tree : getCurrentPath()) {
				if (tree instanceof ClassTree type && type.getModifiers()
					.getAnnotations()
					.stream()
					.anyMatch((annotation) -> annotation.getAnnotationType()
						.toString()
						.equals("ConfigurationProperties"))) {
					return true;
				}
			}
			return false;
		}

		private void addField(ClassTree type, Tree member) {
			if (member instanceof VariableTree field && !isEnumConstant(type, field)) {
				Set<Modifier> flags = field.getModifiers().getFlags();
				boolean isFinal = type.getKind() == Tree.Kind.INTERFACE || flags.contains(Modifier.FINAL);
				this.fields.add(isFinal);
				if (!isFinal) {
					this.variableFields.add(type.getSimpleName() + "." + field.getName());
				}
			}
		}

		private static boolean isEnumConstant(ClassTree type, VariableTree field) {
			return type.getKind() == Tree.Kind.ENUM && field.getType().toString().equals(type.getSimpleName().toString())
					&& field.getModifiers().getFlags().contains(Modifier.PUBLIC);
		}

		@Override
		public Void visitMethod(MethodTree method, Void unused) {
			BlockTree body = method.getBody();
			// A constructor that nobody wrote has no place
			if (body != null && this.positions.getEndPosition(this.unit, body) >= 0) {
				LineMap map = this.unit.getLineMap();
				int first = (int) map.getLineNumber(this.positions.getStartPosition(this.unit, body));
				int last = (int) map.getLineNumber(this.positions.getEndPosition(this.unit, body));
				ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
				this.methods.add(new Measure(type.getSimpleName() + "." + method.getName(),
						this.lines.code().get(first, last + 1).cardinality()));
			}
			return super.visitMethod(method, unused);
		}

	}

	/**
	 * What is on the lines of a file, numbered from one.
	 */
	private record Lines(int count, BitSet code, BitSet javadoc) {

		private static Lines of(String text) {
			Lines lines = new Lines((int) text.lines().count(), new BitSet(), new BitSet());
			int line = 1;
			int end;
			for (int start = 0; start < text.length(); start = end) {
				end = endOfToken(text, start);
				boolean blank = Character.isWhitespace(text.charAt(start));
				boolean comment = text.startsWith("//", start) || text.startsWith("/*", start);
				int next = line + (int) text.substring(start, end).chars().filter((character) -> character == '\n').count();
				if (!blank && !comment) {
					lines.code().set(line, next + 1);
				}
				if (text.startsWith("/**", start)) {
					lines.javadoc().set(line, next + 1);
				}
				line = next;
			}
			return lines;
		}

		/**
		 * Return where the comment, the literal or the character ends that starts there.
		 */
		private static int endOfToken(String text, int start) {
			for (String[] delimiters : new String[][] { { "//", "\n" }, { "/*", "*/" }, { "\"\"\"", "\"\"\"" },
					{ "\"", "\"" }, { "'", "'" } }) {
				if (text.startsWith(delimiters[0], start)) {
					boolean literal = !delimiters[0].startsWith("/");
					int end = start + delimiters[0].length();
					while (!text.startsWith(delimiters[1], end)) {
						end += (literal && text.charAt(end) == '\\') ? 2 : 1;
					}
					return delimiters[0].equals("//") ? end : end + delimiters[1].length();
				}
			}
			return start + 1;
		}

	}

}
