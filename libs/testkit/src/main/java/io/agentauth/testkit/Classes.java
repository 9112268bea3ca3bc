// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules about all classes but the excepted ones. */
final class Classes {
    private final Set<String> except;

    private Classes(Set<String> except) {
        this.except = except;
    }

    static Classes are(Set<String> except) {
        return new Classes(except);
    }

    /** {@code what} lists what is wrong with a class. */
    ArchRule never(String description, Function<JavaClass, List<String>> what) {
        return each(description, (type, report) -> what.apply(type)
                .forEach(wrong -> report.accept(type.getFullName() + " (" + wrong + ")")));
    }

    ArchRule neverCall(String description, Predicate<JavaCodeUnitAccess<?>> banned) {
        return each(description, (type, report) -> type.getCodeUnitAccessesFromSelf().stream()
                .filter(banned)
                .forEach(call -> report.accept(call.getDescription())));
    }

    ArchRule neverDependOn(String description, Pattern names) {
        return neverUse(
                description, (from, to) -> names.matcher(to.getFullName()).matches());
    }

    ArchRule neverUse(String description, BiPredicate<JavaClass, JavaClass> banned) {
        return each(description, (type, report) -> type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> banned.test(dependency.getOriginClass(), dependency.getTargetClass()))
                .map(Dependency::getDescription)
                .forEach(report));
    }

    static DescribedPredicate<JavaField> notIn(Set<String> except) {
        return DescribedPredicate.describe("fields of other classes", field -> !excepted(field.getOwner(), except));
    }

    static ArchCondition<JavaField> beInjected() {
        return new ArchCondition<>("be injected") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean injected = field.getAnnotations().stream()
                        .map(annotation -> annotation.getRawType().getFullName())
                        .anyMatch(name -> name.equals("jakarta.inject.Inject")
                                || name.startsWith("org.eclipse.microprofile.config.inject."));
                events.add(new SimpleConditionEvent(field, injected, field.getFullName()));
            }
        };
    }

    private ArchRule each(String description, java.util.function.BiConsumer<JavaClass, Consumer<String>> check) {
        ArchCondition<JavaClass> condition = new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!excepted(type, except)) {
                    check.accept(
                            type, wrong -> events.add(SimpleConditionEvent.violated(type, wrong + ": " + description)));
                }
            }
        };
        return classes().should(condition);
    }

    private static boolean excepted(JavaClass type, Set<String> except) {
        return except.stream()
                .anyMatch(name ->
                        type.getFullName().equals(name) || type.getFullName().startsWith(name + "$"));
    }
}
