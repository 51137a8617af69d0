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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * No file descriptors left: wherever the sample without the starter starts, the one with it
 * starts or says why not. It may need one more to answer.
 */
final class DescriptorFault {

	private static final int FEWEST = 8;

	private static final int ENOUGH = 24;

	private static final String ANSWERS = "answers";

	private static final String STARTS = "starts, but cannot accept connections";

	private DescriptorFault() {
	}

	static void run(Sample.Launcher sample, Faults.Report report) throws Exception {
		Sample.Launcher plain = sample.with(Faults.withoutStarter(sample.jar(), sample.directory()));
		int fails = FEWEST;
		int starts = ENOUGH;
		while (starts - fails > 1) {
			int limit = (starts + fails) / 2;
			if (start(plain, limit).matches(ANSWERS + "|" + STARTS)) {
				starts = limit;
			}
			else {
				fails = limit;
			}
		}
		int plainFrom = answersFrom(plain, starts, new ArrayList<>());
		List<String> before = new ArrayList<>();
		int from = answersFrom(sample, starts, before);
		report.row("`prlimit --nofile`, each limit from %d on, the fewest plain Spring Boot starts with".formatted(starts),
				"without the starter it answers from %d on, with it from %d; with fewer than that: %s".formatted(plainFrom,
						from, before.isEmpty() ? "not tried" : String.join("; ", before)),
				from <= plainFrom + 1 && before.stream()
					.allMatch((seen) -> seen.endsWith(STARTS) || seen.contains("Too many open files")));
	}

	private static int answersFrom(Sample.Launcher sample, int first, List<String> before) throws IOException {
		for (int limit = first; limit < ENOUGH; limit++) {
			String seen = start(sample, limit);
			if (seen.equals(ANSWERS)) {
				return limit;
			}
			before.add(limit + " " + seen);
		}
		return ENOUGH;
	}

	private static String start(Sample.Launcher sample, int limit) throws IOException {
		int port = Sample.freePort();
		try (Sample started = sample.start(List.of("prlimit", "--nofile=" + limit + ":" + limit), Map.of(),
				"--server.port=" + port)) {
			if (!started.awaitStartedOrEnd()) {
				return started.failure();
			}
			return Sample.answers(port, Duration.ofSeconds(2)) ? ANSWERS : STARTS;
		}
	}

}
