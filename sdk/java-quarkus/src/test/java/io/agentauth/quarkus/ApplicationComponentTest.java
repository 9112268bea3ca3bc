// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.NoBearerTokenException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A real Quarkus application that has this module and the README's example in it, and nothing else. */
@QuarkusTest
@WithTestResource(ScriptedAgentAuth.class)
class ApplicationComponentTest {
    @Inject
    ConnectedAccounts accounts;

    @Inject
    AgentAuth agentAuth;

    @Inject
    UnreadMessages example;

    @Test
    void theBeansAreThereAndMadeByConfiguration() {
        assertThat(agentAuth).hasToString("AgentAuth[" + ScriptedAgentAuth.url() + "]");
        assertThat(accounts.bearer("acc_1")).isEqualTo("Bearer ya29.secret");
        assertThat(ScriptedAgentAuth.ASKED).last().isEqualTo("/v1/accounts/acc_1/token?min_validity=300s");
        assertThatThrownBy(() -> accounts.bearer("acc_keyed")).isInstanceOf(NoBearerTokenException.class);
    }

    @Test
    void theExampleIsABeanThatCallsTheProvider() throws Exception {
        assertThat(example.of("acc_1")).isEqualTo("{\"messages\": []}");
        assertThat(example.of("acc_expired")).isEqualTo("Connect again: https://connect.example/connect/abc");
    }
}
