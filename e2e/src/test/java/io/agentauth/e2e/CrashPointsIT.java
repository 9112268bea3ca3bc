// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.fault.CrashRules.Armed;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Events;
import io.agentauth.e2e.support.Http;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.e2e.support.Tools;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fault matrix, row 1: token-refresher dies at each point of a renewal, for a provider of each rotation class. What the provider's truth log says was lost
 * may be lost, and nothing else. Waits are a twentieth of the shipped ones.
 */
@Tag("chaos")
class CrashPointsIT {
    private static final int REFRESHERS = 3;
    private static final int POINTS = 9;
    private static final Duration HEALED_MAX = Duration.ofSeconds(120);

    /** A rotation class, and how the provider behaves. */
    private enum Rotation {
        N("'rotation': 'none'"),
        G("'rotation': 'grace', 'grace_seconds': 120, 'grace_answer': 'same'"),
        S("'rotation': 'always'"),
        R("'rotation': 'reuse_kills_family'");

        private final String switches;

        Rotation(String switches) {
            this.switches = switches;
        }

        /** A replaced token that is shown again is refused. */
        boolean mayLose() {
            return this == S || this == R;
        }

        void tokensLive(Application application, Duration life) {
            application.truth().switches("{" + switches + ", 'access_lifetime': " + life.toSeconds() + "}");
        }
    }

    /** One death. */
    private record Death(Rotation rotation, String point, Application application, String account) {
        static Death of(Rotation rotation, String point, Application application) {
            // The token that the account has now ends soon, so that class R need not wait long; what replaces it does
            // not,
            // so that nothing but the deaths asks for renewals.
            rotation.tokensLive(application, Duration.ofSeconds(15));
            String account = application.connected(person(rotation, point));
            rotation.tokensLive(application, Duration.ofHours(1));
            return new Death(rotation, point, application, account);
        }

        static String person(Rotation rotation, String point) {
            return "person-" + rotation + "-" + point;
        }

        @Override
        public String toString() {
            return "class " + rotation + " at " + point;
        }
    }

    private static LocalStack stack;
    private static CrashRules rules;

    @BeforeAll
    static void start() throws IOException {
        rules = new CrashRules(Tools.byteman(), Tools.folder("crash-points"));
        stack = Stacks.named("crash-points")
                .replicas(Part.TOKEN_REFRESHER, REFRESHERS)
                .jvmOptions(Part.TOKEN_REFRESHER, rules.jvmOptions())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "6750ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", "3s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-after", "500ms")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @DisplayName(
            "Fault matrix 1: kill -9 at CP1 to CP9, for classes N, G, S and R: no account is lost but by the provider's own truth")
    void onlyWhatTheProviderAloneKnewIsLost() {
        // When
        List<Death> deaths = new ArrayList<>();
        for (Rotation rotation : Rotation.values()) {
            Application application = Application.strict(stack, Map.of("rotation_class", rotation.name()));
            for (int point = 1; point <= POINTS; point++) {
                Death death = Death.of(rotation, "CP" + point, application);
                die(death);
                deaths.add(death);
            }
        }
        revive();

        // Then
        deaths.forEach(death -> await(death.toString())
                .atMost(HEALED_MAX)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertHealed(death)));
        deaths.forEach(CrashPointsIT::assertJust);
        deaths.forEach(death -> assertThat(death.application().truth().count("overlaps_max"))
                .as("overlapping presentations of %s", death)
                .isZero());
    }

    @Test
    @DisplayName(
            "Fault matrix 1: kill -9 at CP10, CP11 and CP12: no event is lost, and no account is renewed twice for it")
    void eventsSurviveADeathAroundKafka() {
        // Given
        Application application = Application.strict(stack);
        List<String> accounts = new ArrayList<>();

        // When
        for (String point :
                List.of(CrashRules.RELAY_ACKNOWLEDGED, CrashRules.RELAY_DELETED, CrashRules.OFFSET_COMMITTED)) {
            String account = application.connected("person-" + point);
            accounts.add(account);
            endSomebody(rules.arm(point), () -> application.refresh(account));
        }
        revive();

        // Then
        Events.assertComplete(stack, accounts);
        assertThat(application.truth().count("replays_seen")).isZero();
        accounts.forEach(account -> assertThat(application.truth().isValid(application.token(account)))
                .isTrue());
    }

    /** Some replica renews the account and dies at the point. */
    private static void die(Death death) {
        endSomebody(rules.arm(death.point(), death.account()), () -> death.application()
                .refresh(death.account()));
    }

    /** Whoever died is started again, without waiting for it. */
    private static void endSomebody(Armed armed, Runnable ask) {
        Thread asking = Thread.ofVirtual().start(() -> askUntil(armed, ask));
        await(armed.point() + " was never reached")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(armed::fired);
        await("somebody ended at " + armed.point())
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> refreshers().stream().anyMatch(child -> !child.isAlive()));
        asking.interrupt();
        refreshers().stream().filter(child -> !child.isAlive()).forEach(Child::start);
        await("no replica is left").atMost(Duration.ofSeconds(60)).until(() -> refreshers().stream()
                .anyMatch(CrashPointsIT::isReady));
    }

    /** The balancer may lead to a replica that died just before, so one request is not enough. */
    private static void askUntil(Armed armed, Runnable ask) {
        while (!armed.fired()) {
            try {
                ask.run();
            } catch (RuntimeException e) {
                // The replica that was asked dies: no answer is the expected one.
            }
        }
    }

    private static void revive() {
        refreshers().forEach(child -> {
            child.start();
            stack.awaitReady(child);
        });
    }

    /** It is expired, or it was renewed since: the token that can be had is one of those that live long. */
    private static void assertHealed(Death death) {
        JsonNode account = death.application().read(death.account());
        if (!"expired".equals(account.path("status").asText())) {
            assertThat(account.path("status").asText()).isEqualTo("active");
            assertThat(Instant.parse(account.path("token_expires_at").asText()))
                    .isAfter(Instant.now().plusSeconds(600));
            assertThat(death.application().truth().isValid(death.application().token(death.account())))
                    .isTrue();
        }
    }

    /**
     * Expired if and only if the provider refused a token that it had replaced, which only those of classes S and R do. It need not be the account whose
     * point was armed: who dies takes along whatever else it has sent and not committed.
     */
    private static void assertJust(Death death) {
        Truth truth = death.application().truth();
        String person = Death.person(death.rotation(), death.point());
        boolean refused = truth.presentations(truth.families(person).getLast()).stream()
                .anyMatch(presentation -> presentation.path("outcome").asText().contains("spent"));
        boolean expired = "expired".equals(death.application().status(death.account()));
        assertThat(expired)
                .as("%s: expired, as the provider refused its spent token", death)
                .isEqualTo(refused);
        assertThat(expired && !death.rotation().mayLose()).as("%s", death).isFalse();
    }

    private static List<Child> refreshers() {
        return IntStream.range(0, REFRESHERS)
                .mapToObj(i -> stack.child(Part.TOKEN_REFRESHER, i))
                .toList();
    }

    private static boolean isReady(Child child) {
        return child.isAlive() && Http.status("http://127.0.0.1:" + child.managementPort() + "/q/health/ready") == 200;
    }
}
