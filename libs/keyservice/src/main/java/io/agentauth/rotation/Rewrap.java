// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.WrappedKeyset;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Wraps with the wrapping key of today what another one wrapped before. A keyset is one statement that changes it or does not: whatever dies
 * between two, both kinds open while both wrapping keys are configured, and the next start goes on.
 */
public final class Rewrap {
    private static final Logger LOG = Logger.getLogger(Rewrap.class);

    private final KeysetTable table;
    private final WrappingKeys keys;
    private final KeyWrapper wrapper;

    /** By {@code wrapper}, which unwraps older ones too. */
    public Rewrap(KeysetTable table, WrappingKeys keys, KeyWrapper wrapper) {
        this.table = table;
        this.keys = keys;
        this.wrapper = wrapper;
    }

    /** Wraps anew those of {@code found} that another key wrapped. Says how many. */
    public Uni<Integer> stale(List<WrappedKeyset> found) {
        Uni<Integer> done = Uni.createFrom().item(0);
        for (WrappedKeyset keyset : found) {
            if (!wrapper.made(keyset.wrapped())) {
                done = done.chain(count -> rewrap(keyset).map(changed -> changed ? count + 1 : count));
            }
        }
        return done;
    }

    private Uni<Boolean> rewrap(WrappedKeyset before) {
        return keys.asking(() -> Keysets.wrap(Keysets.unwrap(before, wrapper), wrapper))
                .chain(after -> table.rewrap(before, after))
                .invoke(() -> LOG.infof("Keyset %s is wrapped by the wrapping key of today.", before.id()));
    }
}
