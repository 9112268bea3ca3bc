// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the house that a compiler does not know, for each module's {@code ArchitectureTest}:
 *
 * <pre>{@code
 * @Test
 * void theHouseRulesHold() {
 *     HouseRules.of("io.agentauth.account")
 *             .except(HouseRule.REVEALING, TokenResource.class.getName())
 *             .check();
 * }
 * }</pre>
 *
 * An exception is named with its class, so that each is seen in a review. Say why beside it.
 */
public final class HouseRules {
    private final String basePackage;
    private final Map<HouseRule, Set<String>> exceptions = new EnumMap<>(HouseRule.class);

    private HouseRules(String basePackage) {
        this.basePackage = basePackage;
    }

    /** The rules for the classes below {@code basePackage}, without those of tests. */
    public static HouseRules of(String basePackage) {
        return new HouseRules(basePackage);
    }

    /** Excepts classes, by their full names, and what is nested in them. */
    public HouseRules except(HouseRule rule, String... classNames) {
        exceptions.computeIfAbsent(rule, _ -> new HashSet<>()).addAll(List.of(classNames));
        return this;
    }

    /** Checks every rule and reports all violations at once. */
    public void check() {
        check(classes(), HouseRule.values());
    }

    /** Checks one rule, for what cannot be held to the others. */
    public void check(HouseRule rule) {
        check(classes(), rule);
    }

    private JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(basePackage);
    }

    void check(JavaClasses classes) {
        check(classes, HouseRule.values());
    }

    private void check(JavaClasses classes, HouseRule... rules) {
        if (classes.isEmpty()) {
            throw new AssertionError("there are no classes below " + basePackage);
        }
        List<String> violations = new ArrayList<>();
        for (HouseRule rule : rules) {
            violations.addAll(violations(rule, classes));
        }
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    violations.size() + " violations of the house rules:\n" + String.join("\n", violations));
        }
    }

    List<String> violations(HouseRule rule, JavaClasses classes) {
        ArchRule check = rule.rule(basePackage, exceptions.getOrDefault(rule, Set.of()));
        return check.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails().stream()
                .map(detail -> rule + ": " + detail)
                .toList();
    }
}
