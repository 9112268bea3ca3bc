// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.agentauth.testkit.Classes.are;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The rules, each with its reason. */
public enum HouseRule {
    /** A class is named by what it is: these words name nothing. {@code Service} is for folders. */
    NAMES((base, except) -> are(except)
            .never(
                    "named with a word that says nothing",
                    type -> type.isTopLevelClass() || type.isMemberClass()
                            ? Words.bannedIn(type.getSimpleName())
                            : List.of())),

    /** Capabilities depend on each other in one direction. */
    CYCLES((base, except) -> slices().matching(base + ".(*)..").should().beFreeOfCycles()),

    /** Mutiny's other spellings, and whatever drops or blocks a pipeline. {@code subscribe().with} is for the top of a background task: except it. */
    PIPELINES((base, except) -> are(except)
            .neverCall(
                    "Uni.await() blocks; flatMap is chain; transformToUni is chain; the others lose failures or threads",
                    call -> Calls.hidesControlFlow(call))),

    /** One transaction idiom: the pool's. */
    TRANSACTIONS(
            (base, except) -> are(except)
                    .neverDependOn(
                            "use pool.withTransaction",
                            Pattern.compile(
                                    "(jakarta\\.(transaction|persistence)|org\\.hibernate|io\\.quarkus\\.(hibernate|panache))\\..*"))),

    /** A store is its capability's own; others go through a use case or an event. */
    STORES((base, except) -> are(except)
            .neverUse(
                    "another capability's store",
                    (from, to) -> to.getPackageName().startsWith(base)
                            && to.getSimpleName().endsWith("Store")
                            && !from.getPackageName().equals(to.getPackageName()))),

    /** What a class needs comes through its constructor. */
    INJECTION((base, except) ->
            noFields().that(Classes.notIn(except)).should(Classes.beInjected()).as("no field is injected")),

    /** Configuration is mapped, once a capability. */
    CONFIGURATION((base, except) -> are(except)
            .neverDependOn(
                    "use a @ConfigMapping",
                    Pattern.compile(
                            "org\\.eclipse\\.microprofile\\.config\\.(inject\\.ConfigProperty|ConfigProvider)"))),

    /** The environment is read by the configuration only. */
    ENVIRONMENT((base, except) ->
            are(except).neverCall("use a @ConfigMapping", call -> Calls.to(call, "java.lang.System", "getenv"))),

    /** Plain text of a secret is had only where it is listed. */
    REVEALING((base, except) -> are(except)
            .neverCall(
                    "list the class that reveals",
                    call -> call.getTargetOwner().getFullName().equals("io.agentauth.vault.Sensitive")
                            && call.getName().startsWith("reveal"))),

    /** What could be a secret, or a hash of one, is compared in a time that says nothing: by {@code MessageDigest.isEqual}. */
    COMPARING((base, except) ->
            are(except).neverCall("use MessageDigest.isEqual", call -> Calls.comparesBytesStepByStep(call))),

    /** A record prints its components: a secret in one is a {@code Sensitive}. Wire records are the exception, each listed. */
    SECRETS((base, except) -> are(except)
            .never(
                    "a record that prints a secret",
                    type -> type.isRecord() ? Words.secretsIn(components(type)) : List.of())),

    /** Nobody sleeps. */
    SLEEPING((base, except) ->
            are(except).neverCall("schedule it", call -> Calls.to(call, "java.lang.Thread", "sleep"))),

    /** An exception's text is for the log, through the logger. */
    PRINTING((base, except) ->
            are(except).neverCall("log it", call -> call.getName().equals("printStackTrace")));

    @SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
    private final BiFunction<String, Set<String>, ArchRule> make;

    HouseRule(BiFunction<String, Set<String>, ArchRule> make) {
        this.make = make;
    }

    ArchRule rule(String basePackage, Set<String> except) {
        return make.apply(basePackage, except);
    }

    private static List<JavaField> components(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .toList();
    }
}
