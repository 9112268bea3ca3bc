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
import java.util.Map;
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

    @Test
    @DisplayName("Q28 Vercel: an installation whose name was never told cannot be removed")
    void whatIsNotKnownIsNotAsked() {
        assertThat(doomed(false, Map.of("team_id", "team_1")).fate(of("vercel"), false))
                .isEqualTo(Fate.UNSUPPORTED);
        assertThat(doomed(false, Map.of("configuration_id", "icfg_1")).fate(of("vercel"), false))
                .isEqualTo(Fate.REVOKE);
    }

    private static Revocation of(String provider) {
        return Catalogue.load().find(provider).orElseThrow().revocation();
    }

    private static Doomed doomed(boolean shared) {
        return doomed(shared, Map.of());
    }

    private static Doomed doomed(boolean shared, Map<String, String> facts) {
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
                facts,
                1);
    }
}
