// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The provider may have rotated, and we shall never know: what is lost, and what is not, is the truth log's word. */
abstract class LostAnswers {
    private static final Duration ACCESS_LIFE = Duration.ofSeconds(12);
    private static final Duration SETTLED_MAX = Duration.ofSeconds(90);
    private static final int SET_UP_AT_ONCE = 3;

    /** A rotation class, and a provider that behaves like it. What is waited for longest comes first. */
    private enum Rotation {
        R("'rotation': 'reuse_kills_family'", true),
        N("'rotation': 'none'", false),
        G("'rotation': 'grace', 'grace_seconds': 600", false),
        S("'rotation': 'always'", true),
        U("'rotation': 'always'", true);

        private final String switches;
        private final boolean loses;

        Rotation(String switches, boolean loses) {
            this.switches = switches;
            this.loses = loses;
        }
    }

    /** What becomes of one answer; again the longest first. */
    private enum Answer {
        NEVER("'kind': 'silence', 'at': 'after'", true),
        ONE_BYTE_A_SECOND("'kind': 'drip', 'interval_ms': 1000", true),
        REFUSED_BEFORE_ROTATING("'kind': 'status', 'status': 503, 'at': 'before'", false),
        ERROR_500("'kind': 'status', 'status': 500, 'at': 'after'", true),
        TIMEOUT_504("'kind': 'status', 'status': 504, 'at': 'after'", true),
        HALF_A_BODY("'kind': 'cut_body'", true);

        private final String fault;
        private final boolean rotated;

        Answer(String fault, boolean rotated) {
            this.fault = fault;
            this.rotated = rotated;
        }
    }

    private record Case(Rotation rotation, Answer answer) {
        /** The table: a token that the provider does not take twice, and rotated without our hearing. */
        boolean lost() {
            return rotation.loses && answer.rotated;
        }

        @Override
        public String toString() {
            return "class " + rotation + ", " + answer;
        }
    }

    private record Struck(Case one, Application application, String account) {
        Truth truth() {
            return application.truth();
        }

        boolean refused() {
            return truth().presentations().stream()
                    .anyMatch(shown -> shown.path("outcome").asText().contains("spent"));
        }
    }

    @Test
    @DisplayName(
            "Fault matrix 44: answers lost after rotating: by class, exactly what the provider's truth says is lost is lost")
    void whatIsLostIsWhatTheTruthTableSays() {
        double before = ProviderFaultsIT.count("agentauth_renewal_lost_after_ambiguous_total");
        List<Case> cases = new ArrayList<>();
        for (Answer answer : Answer.values()) {
            for (Rotation rotation : Rotation.values()) {
                cases.add(new Case(rotation, answer));
            }
        }

        List<Struck> struck = AtOnce.map(cases, SET_UP_AT_ONCE, LostAnswers::strike);
        AtOnce.each(struck, LostAnswers::requireJust);

        long lost = cases.stream().filter(Case::lost).count();
        assertThat(ProviderFaultsIT.count("agentauth_renewal_lost_after_ambiguous_total") - before)
                .as("the loss that is measured")
                .isEqualTo(lost);
    }

    /** An account whose next renewal meets the fault; back when it has. */
    private static Struck strike(Case one) {
        Application application =
                Application.ofClass(ProviderFaultsIT.stack(), one.rotation().name());
        Truth truth = application.truth();
        String nature = "'access_lifetime': %d, " + one.rotation().switches;
        truth.switches("{" + nature.formatted(ACCESS_LIFE.toSeconds()) + "}");
        String account = application.connected("ada");
        ProviderFaultsIT.secret(application.token(account));
        truth.switches("{" + nature.formatted(3600) + ", 'faults': [{" + one.answer().fault
                + ", 'of': 'refresh', 'count': 1}]}");
        await("%s strikes".formatted(one))
                .atMost(SETTLED_MAX)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    boolean fired = fired(truth);
                    if (!fired) {
                        AtOnce.begin(() -> {
                            var _ = application.refresh(account);
                        });
                    }
                    return fired;
                });
        return new Struck(one, application, account);
    }

    private static boolean fired(Truth truth) {
        return truth.presentations().stream()
                .anyMatch(shown -> shown.path("outcome").asText().contains("fault:"));
    }

    private static void requireJust(Struck struck) {
        await(struck.one().toString())
                .atMost(SETTLED_MAX)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    JsonNode read = struck.application().read(struck.account());
                    String status = read.path("status").asText();
                    assertThat(status.equals("active") || struck.refused())
                            .as("an answer that says nothing changes no status: %s", read)
                            .isTrue();
                    assertThat(status).isEqualTo(struck.one().lost() ? "expired" : "active");
                    assertThat(renewedAfter(struck)).isEqualTo(!struck.one().lost());
                });
        assertThat(struck.refused())
                .as("%s", struck.one())
                .isEqualTo(struck.one().lost());
        if (struck.one().lost()) {
            assertThat(struck.application().tokenAnswer(struck.account()).text("code"))
                    .isEqualTo("reauthorization_required");
        } else {
            assertThat(struck.truth()
                            .isValid(
                                    ProviderFaultsIT.secret(struck.application().token(struck.account()))))
                    .as("%s", struck.one())
                    .isTrue();
        }
        assertThat(struck.truth().count("overlaps_max"))
                .as("%s: we hang up before we ask again", struck.one())
                .isZero();
        if (struck.one().rotation() == Rotation.R) {
            assertThat(pause(struck)).as("class R is held").isGreaterThanOrEqualTo(ProviderFaultsIT.HOLD);
        }
    }

    /** Whether a token came after the answer that was lost. */
    private static boolean renewedAfter(Struck struck) {
        List<JsonNode> shown = struck.truth().presentations();
        return shown.size() > faultAt(shown) + 1
                && shown.getLast().path("outcome").asText().matches("renewed|renewed_again");
    }

    /** How long the token was not shown after the answer that was lost. */
    private static Duration pause(Struck struck) {
        List<JsonNode> shown = struck.truth().presentations();
        int lost = faultAt(shown);
        return Duration.between(
                Instant.parse(shown.get(lost).path("started_at").asText()),
                Instant.parse(shown.get(lost + 1).path("started_at").asText()));
    }

    private static int faultAt(List<JsonNode> shown) {
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).path("outcome").asText().contains("fault:")) {
                return i;
            }
        }
        throw new AssertionError("no fault has struck");
    }
}
