// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.identity.InstallationSeal;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Rewrap;
import io.agentauth.vault.KeyWrapper;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/** What wraps the keysets of this service. Without it the service does not start. */
@Startup
@ApplicationScoped
class Wrapping {
    private final WrappingKeys keys;
    private final InstallationSeal seal;
    private final KeyWrapper own;
    private final KeyWrapper accessTokens;

    @Inject
    Wrapping(KeysetConfig config, WrappingKeys keys, InstallationSeal seal) {
        this.keys = keys;
        this.seal = seal;
        own = keys.own(config.ownFiles());
        accessTokens = keys.accessTokens(config.accessTokenFiles());
    }

    KeyWrapper of(Purpose purpose) {
        return purpose == Purpose.ACCESS_TOKENS ? accessTokens : own;
    }

    /** Wraps anew what another wrapping key wrapped. */
    Rewrap rewrap(KeysetTable table, Purpose purpose) {
        return new Rewrap(table, keys, of(purpose));
    }

    /** Does what wraps or unwraps where it may wait for a key service. */
    <T> Uni<T> asking(Supplier<T> work) {
        return keys.asking(work);
    }

    /** Whether secrets may be opened. */
    boolean isOpen() {
        return seal.isOpen() && keys.isUsable();
    }

    /** Fails with {@code sealed} or {@code key_service_unavailable} where nothing may be opened now. */
    void requireOpen() {
        seal.requireOpen();
        keys.require();
    }
}
