// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.keyset;

import io.agentauth.database.Database;
import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.rotation.KeysetTable;
import io.agentauth.rotation.Rewrap;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.WrappedKeyset;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;

/** What wraps this service's keys. Without it the service does not start. */
@Startup
@ApplicationScoped
class Wrapping {
    private final WrappingKeys keys;
    private final KeyWrapper wrapper;

    @Inject
    Wrapping(KeysetConfig config, WrappingKeys keys) {
        this.keys = keys;
        wrapper = keys.own(config.ownFiles());
    }

    KeyWrapper key() {
        return wrapper;
    }

    /** Wraps anew those keysets that another wrapping key wrapped. */
    Uni<Integer> rewrap(Database database, List<WrappedKeyset> found) {
        return new Rewrap(new KeysetTable(database.worker()), keys, wrapper).stale(found);
    }

    /** Does what wraps or unwraps where it may wait for a key service. */
    <T> Uni<T> asking(Supplier<T> work) {
        return keys.asking(work);
    }
}
