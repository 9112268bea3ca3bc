// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.fault.CrashRules.Armed;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Tools;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Fault matrix, row 1: token-refresher dies at each point of a renewal, for a provider of each rotation class. What the provider's truth log says was lost
 * may be lost, and nothing else. Waits are a twentieth of the shipped ones.
 */
class CrashPointsIT {
    private static final int REFRESHERS = 3;
    private static final Duration ACCESS_LIFE = Duration.ofSeconds(20);
    private static final Duration HEALED_MAX = Duration.ofSeconds(90);

    /** The points at which an answer may be lost that only the provider has. */
    private static final Set<String> LOSSY = Set.of("CP4", "CP5", "CP6", "CP7", "CP8");

    /** A rotation class, and how a provider of that class behaves. */
    private enum Rotation {
        N("NONE", 0),
        G("GRACE", 120),
        S("ALWAYS", 0),
        R("REUSE_KILLS_FAMILY", 0);

        private final String atTheProvider;
        private final int graceSeconds;

        Rotation(String atTheProvider, int graceSeconds) {
            this.atTheProvider = atTheProvider;
            this.graceSeconds = graceSeconds;
        }

        String clientId() {
            return "crash-" + name().toLowerCase(java.util.Locale.ROOT);
        }

        String switches(Duration life) {
            return "{\"rotation\":\"" + atTheProvider + "\",\"grace_seconds\":" + graceSeconds
                    + ",\"grace_answer\":\"SAME\",\"access_lifetime\":" + life.toSeconds() + "}";
        }
    }

    /** One death. */
    private record Death(Rotation rotation, String point, String account, String identifier) {}

    private static LocalStack stack;
    private static CrashRules rules;
    private static Application application;
    private static Truth truth;

    @BeforeAll
    static void start() throws IOException {
        rules = new CrashRules(Tools.byteman(), Tools.folder("crash-points"));
        stack = LocalStack.builder()
                .freePorts()
                .data(Tools.folder("crash-points/data"))
                .replicas(Part.TOKEN_REFRESHER, REFRESHERS)
                .jvmOptions(Part.TOKEN_REFRESHER, rules.jvmOptions())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", "2250ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "6750ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", "3s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-after", "500ms")
                .start();
        application = new Application(stack);
        truth = new Truth(stack.emulatorUrl());
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
        // Given
        List<Death> deaths = new ArrayList<>();
        for (Rotation rotation : Rotation.values()) {
            truth.behave(rotation.clientId(), rotation.switches(ACCESS_LIFE));
            String connection = application.connection(rotation.clientId(), Map.of("rotation_class", rotation.name()));
            for (int point = 1; point <= 9; point++) {
                String identifier = rotation.clientId() + "-cp" + point;
                deaths.add(
                        new Death(rotation, "CP" + point, application.connected(connection, identifier), identifier));
            }
            // Whatever is renewed from here on lives long, so that nothing but the deaths below asks for renewals.
            truth.behave(rotation.clientId(), rotation.switches(Duration.ofHours(1)));
        }

        // When
        deaths.forEach(CrashPointsIT::die);
        revive();

        // Then
        deaths.forEach(death -> await(death.toString())
                .atMost(HEALED_MAX)
                .pollInterval(Duration.ofMillis(250))
                .untilAsserted(() -> assertSettled(death)));
        deaths.forEach(CrashPointsIT::assertJust);
        for (Rotation rotation : Rotation.values()) {
            assertThat(truth.counts(rotation.clientId()).path("overlaps_max").asLong())
                    .as("overlapping presentations of class " + rotation)
                    .isZero();
        }
    }

    /** Some replica renews the account and dies at the point; it is started again without waiting for it. */
    private static void die(Death death) {
        Armed armed = rules.arm(death.point(), death.account());
        Thread.ofVirtual().start(() -> {
            try {
                application.refresh(death.account());
            } catch (RuntimeException e) {
                // The replica that was asked dies: no answer is the expected one.
            }
        });
        await(death + " was never reached")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(armed::fired);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> refreshers().stream().anyMatch(child -> !child.isAlive()));
        refreshers().stream().filter(child -> !child.isAlive()).forEach(Child::start);
        await("no replica is left").atMost(Duration.ofSeconds(30)).until(() -> refreshers().stream()
                .anyMatch(CrashPointsIT::isReady));
    }

    private static void revive() {
        refreshers().forEach(child -> {
            child.start();
            stack.awaitReady(child);
        });
    }

    /** It is expired, or a token can be had that the provider takes. */
    private static void assertSettled(Death death) {
        JsonNode account = application.read(death.account());
        if (!"expired".equals(account.path("status").asText())) {
            assertThat(account.path("status").asText()).isEqualTo("active");
            assertThat(truth.isValid(application.accessToken(death.account()))).isTrue();
            assertThat(account.path("last_refreshed_at").isMissingNode()
                            || account.path("last_refreshed_at").isNull())
                    .as("never renewed")
                    .isFalse();
        }
    }

    /** Expired if and only if the provider refused a token that it had replaced, which only classes S and R do, and only after a send. */
    private static void assertJust(Death death) {
        JsonNode family =
                truth.families(death.rotation().clientId(), death.identifier()).getLast();
        boolean refused = truth.presentations(family).stream()
                .anyMatch(presentation -> presentation.path("outcome").asText().contains("spent"));
        boolean expired = "expired"
                .equals(application.read(death.account()).path("status").asText());
        assertThat(expired)
                .as(death + ": expired, as the provider refused its spent token")
                .isEqualTo(refused);
        if (expired) {
            assertThat(death.rotation()).as(death.toString()).isIn(Rotation.S, Rotation.R);
            assertThat(death.point()).as(death.toString()).isIn(LOSSY);
        }
    }

    private static List<Child> refreshers() {
        return IntStream.range(0, REFRESHERS)
                .mapToObj(i -> stack.child(Part.TOKEN_REFRESHER, i))
                .toList();
    }

    private static boolean isReady(Child child) {
        return child.isAlive()
                && io.agentauth.e2e.support.Http.status(
                                "http://127.0.0.1:" + child.managementPort() + "/q/health/ready")
                        == 200;
    }
}
