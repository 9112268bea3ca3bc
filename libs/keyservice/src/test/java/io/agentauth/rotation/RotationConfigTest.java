// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RotationConfigTest {
    private static final long MOST = 1L << 31;

    private final RotationConfig shipped = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(RotationConfig.class)
            .build()
            .getConfigMapping(RotationConfig.class);

    @Test
    @DisplayName("F3: as shipped a keyset is exchanged before 2^31 seals, with what a thousand processes have reserved")
    void aKeysetIsExchangedBeforeItHasSealedTooMuch() {
        assertThat(shipped.afterSeals() + 1000 * shipped.reserved()).isLessThan(MOST);
    }

    @Test
    @DisplayName("F6: as shipped every replica has read a new keyset several times before any seals with it")
    void aNewKeysetIsReadBeforeItIsUsed() {
        assertThat(shipped.announcedFor())
                .isGreaterThanOrEqualTo(shipped.readEvery().multipliedBy(3));
    }
}
