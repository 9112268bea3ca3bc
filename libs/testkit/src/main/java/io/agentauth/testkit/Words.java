// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import com.tngtech.archunit.core.domain.JavaField;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Words in names: those that say nothing, and those that name a secret. */
final class Words {
    private static final Set<String> SAY_NOTHING = Set.of(
            "Impl",
            "Manager",
            "Helper",
            "Util",
            "Utils",
            "Handler",
            "Processor",
            "Base",
            "Abstract",
            "Common",
            "Data",
            "Info",
            "Service");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(.*(token|secret|password|passphrase|verifier|apikey|privatekey|credential|credentials|ticket|cookie)|code|authorizationcode)");
    private static final Set<String> TEXT =
            Set.of("java.lang.String", "[B", "byte[]", "java.lang.CharSequence", "[C", "char[]");

    private Words() {}

    static List<String> bannedIn(String className) {
        return Arrays.stream(className.split("(?<=[a-z0-9])(?=[A-Z])"))
                .filter(SAY_NOTHING::contains)
                .toList();
    }

    static List<String> secretsIn(List<JavaField> components) {
        return components.stream()
                .filter(field -> TEXT.contains(field.getRawType().getName()))
                .map(JavaField::getName)
                .filter(name -> SECRET.matcher(name).matches())
                .toList();
    }
}
