// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Revocation;
import io.agentauth.refresher.revocation.Doomed.Fate;
import io.agentauth.vault.Sealed;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DoomedTest {
    @Test
    @DisplayName(
            "R12: where a revocation ends all of a person's grants, one of a managed app is kept, whether or not there is another")
    void aManagedAppsGrantTellsNothingOfOthers() {
        assertThat(doomed(false).fate(of("gmail"), true)).isEqualTo(Fate.KEPT_SHARED);
        assertThat(doomed(true).fate(of("gmail"), true)).isEqualTo(Fate.KEPT_SHARED);
        assertThat(doomed(false).fate(of("gmail"), false)).isEqualTo(Fate.REVOKE);
        assertThat(doomed(true).fate(of("gmail"), false)).isEqualTo(Fate.KEPT_SHARED);
    }

    @Test
    void whereItEndsOneTokenAManagedAppsIsRevokedLikeAny() {
        assertThat(doomed(true).fate(of("emulator"), true)).isEqualTo(Fate.REVOKE);
        assertThat(doomed(false).fate(null, true)).isEqualTo(Fate.UNSUPPORTED);
    }

    private static Revocation of(String provider) {
        return Catalogue.load().find(provider).orElseThrow().revocation();
    }

    private static Doomed doomed(boolean shared) {
        return new Doomed(
                UUID.randomUUID(),
                EnvironmentId.next(),
                AccountId.next(),
                ConnectionId.next(),
                "gmail",
                "default",
                1,
                1,
                null,
                new Sealed(new byte[0]),
                false,
                shared,
                1);
    }
}
