// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.agentauth.testkit.planted.one.Answer;
import io.agentauth.testkit.planted.one.Careless;
import io.agentauth.testkit.planted.one.Good;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HouseRulesTest {
    private static final String PLANTED = "io.agentauth.testkit.planted";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(PLANTED);

    @ParameterizedTest
    @EnumSource
    @DisplayName("G7: a plain text field that is called a secret, and a reveal where it is not listed, fail the build")
    void everyRuleFires(HouseRule rule) {
        assertThat(HouseRules.of(PLANTED).violations(rule, CLASSES)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NAMES, TokenUtil (Util)",
        "NAMES, AccountServiceImpl (Service)",
        "NAMES, AccountServiceImpl (Impl)",
        "CYCLES, one",
        "PIPELINES, flatMap",
        "PIPELINES, transformToUni",
        "PIPELINES, await",
        "PIPELINES, with(",
        "PIPELINES, emitOn",
        "TRANSACTIONS, Transactional",
        "STORES, TwoStore",
        "INJECTION, One.two",
        "CONFIGURATION, ConfigProvider",
        "ENVIRONMENT, getenv",
        "REVEALING, reveal",
        "COMPARING, equals",
        "SECRETS, (accessToken)",
        "SECRETS, (clientSecret)",
        "SLEEPING, sleep",
        "PRINTING, printStackTrace",
    })
    void aRuleNamesWhatBreaksIt(HouseRule rule, String violation) {
        assertThat(HouseRules.of(PLANTED).violations(rule, CLASSES)).anyMatch(detail -> detail.contains(violation));
    }

    @Test
    void namesAndSecretsAreTakenByTheWord() {
        List<String> names = HouseRules.of(PLANTED).violations(HouseRule.NAMES, CLASSES);
        List<String> secrets = HouseRules.of(PLANTED).violations(HouseRule.SECRETS, CLASSES);

        assertThat(names).hasSize(3);
        assertThat(secrets).hasSize(2);
    }

    @Test
    void codeThatKeepsTheRulesPasses() {
        JavaClasses good = new ClassFileImporter().importClasses(Good.class, Good.Database.class);

        assertThatCode(() -> HouseRules.of(PLANTED).check(good)).doesNotThrowAnyException();
    }

    @Test
    void allViolationsAreReportedAtOnce() {
        assertThatThrownBy(() -> HouseRules.of(PLANTED).check(CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NAMES")
                .hasMessageContaining("PRINTING");
    }

    @Test
    void anExceptionIsForTheNamedClassOnly() {
        HouseRules rules = HouseRules.of(PLANTED)
                .except(HouseRule.SECRETS, Answer.class.getName())
                .except(HouseRule.SLEEPING, Good.class.getName());

        assertThat(rules.violations(HouseRule.SECRETS, CLASSES)).isEmpty();
        assertThat(rules.violations(HouseRule.SLEEPING, CLASSES))
                .anyMatch(detail -> detail.contains(Careless.class.getName()));
    }

    @Test
    void aPackageWithoutClassesIsAMistake() {
        assertThatThrownBy(() -> HouseRules.of("io.agentauth.nowhere").check()).hasMessageContaining("no classes");
    }
}
