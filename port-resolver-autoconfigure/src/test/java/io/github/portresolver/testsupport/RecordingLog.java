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

package io.github.portresolver.testsupport;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.impl.NoOpLog;

/**
 * A log that keeps what is written, each line with its level before it.
 */
public final class RecordingLog extends NoOpLog {

	private static final long serialVersionUID = 1L;

	private final transient List<String> lines = new ArrayList<>();

	@Override
	public void debug(Object message) {
		this.lines.add("DEBUG " + message);
	}

	@Override
	public void info(Object message) {
		this.lines.add("INFO " + message);
	}

	@Override
	public void warn(Object message) {
		this.lines.add("WARN " + message);
	}

	public List<String> lines() {
		return this.lines;
	}

}
