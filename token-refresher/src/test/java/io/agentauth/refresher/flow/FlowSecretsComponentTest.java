// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a flow keeps out of sight, and what keeps it apart from others. */
@QuarkusTest
@WithTestResource(
        value = ServersResource.class,
        initArgs = @io.quarkus.test.common.ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class FlowSecretsComponentTest {
    private static final String RANDOM_128 = "[A-Za-z0-9_-]{22,}";

    @Inject
    Pool pool;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName("A1: state and cookie have 128 random bits or more, and neither is stored")
    void stateAndCookieAreRandomAndStoredAsHashes() {
        Journey one = Journey.prepared().begin();
        Journey other = Journey.prepared().begin();
        String state = one.sent.get("state");

        assertThat(List.of(state, one.cookie)).allMatch(secret -> secret.matches(RANDOM_128));
        assertThat(state).isNotEqualTo(other.sent.get("state")).isNotEqualTo(one.cookie);
        assertThat(one.cookie).isNotEqualTo(other.cookie);
        for (String secret : List.of(state, one.cookie)) {
            assertThat(rowsWith(secret)).isZero();
            assertThat(rowsWith(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.US_ASCII))))
                    .isZero();
        }
    }

    @Test
    @DisplayName("A5: each flow has a challenge of its own by S256, and its verifier goes to the token endpoint alone")
    void theVerifierStaysOnTheServer() {
        Journey one = Journey.prepared().begin();
        Journey other = Journey.prepared().begin();

        assertThat(one.sent).containsEntry("code_challenge_method", "S256").doesNotContainKey("code_verifier");
        assertThat(one.sent.get("code_challenge")).isNotEqualTo(other.sent.get("code_challenge"));

        JsonObject back = one.comeBack();

        String verifier = Peers.PRESENTED.getFirst().form().get("code_verifier");
        assertThat(verifier).hasSizeBetween(43, 128);
        assertThat(back.encode() + one.sent).doesNotContain(verifier);
        assertThat(rowsWith(verifier)).isZero();
    }

    @Test
    @DisplayName("A6: at a provider without PKCE another browser and another state are kept out all the same")
    void withoutPkceStateAndCookieKeepOthersOut() {
        Journey victim = Journey.plain().begin();
        Journey attacker = Journey.plain().begin();
        String attackers = "code=of-the-attacker&state=" + attacker.sent.get("state");

        assertThat(victim.sent).doesNotContainKey("code_challenge");
        assertThat(victim.callback(Journey.CONTEXT, attackers, victim.cookie).getString("outcome"))
                .isEqualTo("unknown");
        assertThat(victim.callback(Journey.CONTEXT, "code=c&state=" + victim.sent.get("state"), "another")
                        .getString("outcome"))
                .isEqualTo("unknown");
        assertThat(victim.callback(Journey.CONTEXT, "code=c", victim.cookie).getString("outcome"))
                .isEqualTo("unknown");
        assertThat(Peers.PRESENTED).isEmpty();
    }

    private long rowsWith(String text) {
        return pool.query(
                        "select count(*) from flow f where to_jsonb(f)::text like '%" + text.replace("_", "\\_") + "%'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next()
                .getLong(0);
    }
}
