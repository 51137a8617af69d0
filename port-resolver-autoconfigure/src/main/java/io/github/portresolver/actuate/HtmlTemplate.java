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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * HTML with <code>{{value}}</code>, which is escaped, <code>{{#section}}</code>, once for
 * each of a list or if there is a value, and <code>{{^section}}</code>, if there is none.
 */
final class HtmlTemplate {

	private static final Pattern TAG = Pattern.compile("\\{\\{([#^]?)(\\w+)}}");

	private HtmlTemplate() {
	}

	static String render(String template, Map<String, ?> model) {
		StringBuilder html = new StringBuilder();
		Matcher tag = TAG.matcher(template);
		int position = 0;
		while (tag.find(position)) {
			html.append(template, position, tag.start());
			Object value = model.get(tag.group(2));
			position = tag.end();
			if (tag.group(1).isEmpty()) {
				html.append((value != null) ? HtmlUtils.htmlEscape(value.toString(), "UTF-8") : "");
			}
			else {
				String end = "{{/" + tag.group(2) + "}}";
				int close = template.indexOf(end, position);
				String section = template.substring(position, close);
				List<?> items = items(value);
				if (tag.group(1).equals("#")) {
					items.forEach((item) -> html.append(render(section, merge(model, item))));
				}
				else if (items.isEmpty()) {
					html.append(render(section, model));
				}
				position = close + end.length();
			}
		}
		return html.append(template, position, template.length()).toString();
	}

	private static List<?> items(@Nullable Object value) {
		if (value instanceof List<?> list) {
			return list;
		}
		return (value != null && !Boolean.FALSE.equals(value)) ? List.of(value) : List.of();
	}

	private static Map<String, ?> merge(Map<String, ?> model, Object item) {
		Map<String, Object> merged = new HashMap<>(model);
		if (item instanceof Map<?, ?> map) {
			map.forEach((name, value) -> merged.put(String.valueOf(name), value));
		}
		return merged;
	}

}
