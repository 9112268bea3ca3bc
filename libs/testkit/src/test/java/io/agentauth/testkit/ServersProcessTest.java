// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServersProcessTest {
    @Test
    void serversAreEmbeddedUntilSaidOtherwise() {
        assertThat(ServersProcess.areContainers(null)).isFalse();
        assertThat(ServersProcess.areContainers("")).isFalse();
        assertThat(ServersProcess.areContainers("embedded")).isFalse();
        assertThat(ServersProcess.areContainers("containers")).isTrue();
    }

    @Test
    void aKindThatThereIsNotIsRefusedByName() {
        assertThatThrownBy(() -> ServersProcess.areContainers("docker"))
                .hasMessageContaining("AGENT_AUTH_SERVERS")
                .hasMessageContaining("'docker'");
    }
}
