// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.fault.CrashRules.Armed;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.e2e.support.Tools;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int POINTS = 9;
    private static final Duration ACCESS_LIFE = Duration.ofSeconds(20);
    private static final Duration HEALED_MAX = Duration.ofSeconds(90);

    /** A rotation class, and a provider of it: what is not in the catalogue, an OpenID issuer, is of class U. */
    private enum Rotation {
        N("gmail", "https://www.googleapis.com/auth/gmail.readonly"),
        S("slack", "chat:write"),
        R("emulator", "openid"),
        U("oidc", "openid");

        private final String provider;
        private final String scope;

        Rotation(String provider, String scope) {
            this.provider = provider;
            this.scope = scope;
        }

        Application application() {
            return this == U
                    ? Application.at(
                            stack, stack.emulatorUrl().resolve("/oidc/crash"), "client-u", Application.CLIENT_SECRET)
                    : Application.at(stack, provider, List.of(scope));
        }
    }

    /** One death. */
    private record Death(Rotation rotation, String point, Application application, String account) {
        String person() {
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
            "Fault matrix 1: kill -9 at CP1 to CP9, for classes N, S, R and U: no account is lost but by the provider's own truth")
    void onlyWhatTheProviderAloneKnewIsLost() {
        // Given
        List<Death> deaths = new ArrayList<>();
        for (Rotation rotation : Rotation.values()) {
            Application application = rotation.application();
            application.truth().switches("{'access_lifetime': " + ACCESS_LIFE.toSeconds() + "}");
            for (int point = 1; point <= POINTS; point++) {
                String account = application.connected("person-" + rotation + "-CP" + point);
                deaths.add(new Death(rotation, "CP" + point, application, account));
            }
            // Whatever is renewed from here on lives long, so that little but the deaths below asks for renewals.
            application.truth().switches("{'access_lifetime': 3600}");
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
        deaths.forEach(death -> assertThat(death.application().truth().count("overlaps_max"))
                .as("overlapping presentations of %s", death)
                .isZero());
    }

    /** Some replica renews the account and dies at the point; it is started again without waiting for it. */
    private static void die(Death death) {
        Armed armed = rules.arm(death.point());
        Thread.ofVirtual().start(() -> askUntil(armed, death));
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

    /** The balancer may lead to a replica that died just before, so one request is not enough. */
    private static void askUntil(Armed armed, Death death) {
        while (!armed.fired()) {
            try {
                var _ = death.application().refresh(death.account());
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

    /** It is expired, or a token can be had that the provider takes. */
    private static void assertSettled(Death death) {
        JsonNode account = death.application().read(death.account());
        if (!"expired".equals(account.path("status").asText())) {
            assertThat(account.path("status").asText()).isEqualTo("active");
            assertThat(death.application().truth().isValid(death.application().token(death.account())))
                    .isTrue();
        }
    }

    /** Expired if and only if the provider refused a token that it had replaced, which those of class N never do. */
    private static void assertJust(Death death) {
        Truth truth = death.application().truth();
        boolean refused = truth.presentations(truth.families(death.person()).getLast()).stream()
                .anyMatch(presentation -> presentation.path("outcome").asText().contains("spent"));
        boolean expired = "expired"
                .equals(death.application().read(death.account()).path("status").asText());
        assertThat(expired)
                .as("%s: expired, as the provider refused its spent token", death)
                .isEqualTo(refused);
        assertThat(expired && death.rotation() == Rotation.N).as("%s", death).isFalse();
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
