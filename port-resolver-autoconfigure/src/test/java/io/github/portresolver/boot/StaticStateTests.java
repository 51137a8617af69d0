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

import java.util.Arrays;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * Tests that nothing is remembered in static fields: with DevTools they outlive a
 * restart, because jars stay in the base class loader.
 */
class StaticStateTests {

	private static final String[] PACKAGES = { "boot", "publish", "actuate", "handoff" };

	@Test
	void staticFieldsAreConstants() {
		String[] names = Arrays.stream(PACKAGES).map((name) -> "io.github.portresolver." + name).toArray(String[]::new);
		JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages(names);
		// The one thing that is meant to outlive a restart
		ArchRuleDefinition.fields()
			.that()
			.areStatic()
			.and()
			.areNotDeclaredIn(KnownStarts.class)
			.should()
			.beFinal()
			.andShould(new BeImmutable())
			.check(classes);
	}

	private static final class BeImmutable extends ArchCondition<JavaField> {

		BeImmutable() {
			super("be immutable");
		}

		@Override
		public void check(JavaField field, ConditionEvents events) {
			String type = field.getRawType().getName();
			boolean immutable = field.getRawType().isPrimitive() || field.getRawType().isEnum()
					|| field.getRawType().isRecord() || field.getName().startsWith("$")
					|| type.equals(String.class.getName()) || type.equals("org.apache.commons.logging.Log")
					|| type.equals("java.util.regex.Pattern") || type.equals("org.springframework.boot.json.JsonWriter")
					|| type.startsWith("java.time.");
			events.add(new SimpleConditionEvent(field, immutable, field.getFullName() + " is a " + type));
		}

	}

}
