// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.keyset;

import io.agentauth.database.Database;
import io.agentauth.identity.InstallationSeal;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Rewrap;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What wraps the keysets that are kept here: this service's own, and its copy of the one for access tokens. Without it the service does not start. */
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

    /** What wraps this service's own keysets. */
    KeyWrapper own() {
        return own;
    }

    /** What wraps the access-token keyset. */
    KeyWrapper accessTokens() {
        return accessTokens;
    }

    /** The keys of environments; null where none are configured. */
    @Nullable
    EnvironmentKeys environments() {
        return keys.environments();
    }

    /** Wraps anew those of this service's own keysets that another wrapping key wrapped. */
    Uni<Integer> rewrapOwn(Database database, List<WrappedKeyset> found) {
        return new Rewrap(new KeysetTable(database.worker()), keys, own).stale(found);
    }

    /** Does what wraps or unwraps where it may wait for a key service. */
    <T> Uni<T> asking(Supplier<T> work) {
        return keys.asking(work);
    }

    /** Fails with {@code sealed} or {@code key_service_unavailable} where nothing may be opened now. */
    void requireOpen() {
        seal.requireOpen();
        keys.require();
    }
}
