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

package io.github.portresolver.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.web.util.HtmlUtils;

/**
 * HTML with <code>{{value}}</code>, which is escaped, <code>{{#section}}</code>, once for
 * each of a list or if there is a value, and <code>{{^section}}</code>, if there is none.
 * A text that is empty is no value, and neither is {@code false}.
 */
final class HtmlTemplate {

	private static final Pattern TAG = Pattern.compile("\\{\\{(\\w+)}}|\\{\\{([#^])(\\w+)}}(.*?)\\{\\{/\\3}}",
			Pattern.DOTALL);

	private HtmlTemplate() {
	}

	static String render(String template, Map<String, Object> model) {
		return TAG.matcher(template)
			.replaceAll((tag) -> Matcher.quoteReplacement((tag.group(1) != null)
					? HtmlUtils.htmlEscape(value(tag.group(1), model).toString(), "UTF-8") : section(tag, model)));
	}

	private static Object value(String name, Map<String, Object> model) {
		return model.getOrDefault(name, "");
	}

	private static String section(MatchResult tag, Map<String, Object> model) {
		List<?> items = items(value(tag.group(3), model));
		if (tag.group(2).equals("^")) {
			return items.isEmpty() ? render(tag.group(4), model) : "";
		}
		return items.stream().map((item) -> render(tag.group(4), merge(model, item))).collect(Collectors.joining());
	}

	private static List<?> items(Object value) {
		if (value instanceof List<?> list) {
			return list;
		}
		return (value.equals("") || value.equals(false)) ? List.of() : List.of(value);
	}

	private static Map<String, Object> merge(Map<String, Object> model, Object item) {
		Map<String, Object> merged = new HashMap<>(model);
		if (item instanceof Map<?, ?> map) {
			map.forEach((name, value) -> merged.put(String.valueOf(name), value));
		}
		return merged;
	}

}
