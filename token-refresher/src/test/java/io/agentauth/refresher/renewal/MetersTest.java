// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetersTest {
    @Test
    void theNumberOfProvidersThatAreCountedIsTheCatalogues() {
        assertThat(Meters.named("google")).isEqualTo("google");
        assertThat(Meters.named("custom-0198b1f0"))
                .isEqualTo(Meters.named("custom-crm"))
                .isEqualTo("custom");
    }
}
