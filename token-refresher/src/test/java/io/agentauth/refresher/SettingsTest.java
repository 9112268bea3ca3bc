// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.refresher.budget.BudgetConfig;
import io.agentauth.refresher.connection.ConnectionConfig;
import io.agentauth.refresher.endpoint.EndpointConfig;
import io.agentauth.refresher.exchange.ExchangeConfig;
import io.agentauth.refresher.grant.Lease;
import io.agentauth.refresher.grant.StormConfig;
import io.agentauth.refresher.push.PushConfig;
import io.agentauth.refresher.renewal.RenewalConfig;
import io.agentauth.refresher.revocation.RevocationConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With nonsense in its settings the service does not start, and says which key it is. */
class SettingsTest {
    private static final Map<String, Class<?>> MAPPINGS = Map.of(
            "budget", BudgetConfig.class,
            "push", PushConfig.class,
            "renewal", RenewalConfig.class,
            "revocation", RevocationConfig.class,
            "storm", StormConfig.class,
            "exchange", ExchangeConfig.class,
            "token-endpoint", EndpointConfig.class);

    @ParameterizedTest
    @CsvSource({
        "budget, per-second, 0",
        "budget, replicas, 0",
        "budget, under-way-max, 3",
        "budget, under-way-each, 1",
        "budget, breaker-after, 0",
        "storm, least, 1",
        "storm, percent, 0",
        "storm, percent, 101",
        "push, set, 0",
        "push, set, 5000",
        "push, sets-max, 0",
        "renewal, batch, 0",
        "renewal, batch, 1001",
        "renewal, settle-set, 0",
        "renewal, settle-set, 1001",
        "renewal, batch, many",
        "renewal, sweep-every, soon",
        "token-endpoint, deadline, ''",
        "renewal, bacth, 5",
        "token-endpoint, dead-line, 5s"
    })
    void nonsenseIsRefusedByName(String capability, String name, String value) {
        String key = "agent-auth." + capability + "." + name;

        assertThatThrownBy(() -> Settings.with(MAPPINGS.get(capability), key, value))
                .as(key)
                .hasStackTraceContaining(key);
    }

    @ParameterizedTest
    @CsvSource({
        "budget, per-second, 1",
        "budget, under-way-max, 4",
        "budget, under-way-each, 2",
        "renewal, batch, 1000",
        "renewal, settle-set, 1",
        "storm, percent, 100",
        "push, set, 1",
        "revocation, sweep-every, 1m",
        "exchange, wait-max, 1s",
        "token-endpoint, deadline, 1500ms"
    })
    void theOutermostThatMakesSenseIsNot(String capability, String name, String value) {
        assertThat((Object) Settings.with(MAPPINGS.get(capability), "agent-auth." + capability + "." + name, value))
                .isNotNull();
    }

    @Test
    void aReplacedSecretHasADay() {
        assertThat(Settings.shipped(ConnectionConfig.class).secretOverlap()).isEqualTo(Duration.ofDays(1));
        assertThat(Settings.with(ConnectionConfig.class, "agent-auth.connection.secret-overlap", "0s")
                        .secretOverlap())
                .isZero();
    }

    @Test
    @DisplayName("R3, R11: a lease lasts at least three deadlines, and a hold at least one")
    void leasesOutlastDeadlines() {
        UUID owner = UUID.randomUUID();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lease(owner, ofSeconds(134), ofSeconds(45), ofSeconds(150)))
                .withMessageContaining("three deadlines");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Lease(owner, ofSeconds(135), ofSeconds(45), ofSeconds(44)))
                .withMessageContaining("longer than the deadline");
        assertThat(List.of(new Lease(owner, ofSeconds(135), ofSeconds(45), ofSeconds(45))))
                .hasSize(1);
    }
}
