// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import io.agentauth.database.Migration;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The keys of further processes, as each has them after its start. */
@Singleton
public class KeyRings {
    @Inject
    Rings rings;

    @Inject
    Wrapping wrapping;

    @Inject
    KeysetStore store;

    @Inject
    PublicKeysetFile file;

    @Inject
    Migration migration;

    /** The keys of a process that starts now. */
    public KeyRing another() {
        KeyRing keys = new KeyRing(rings, wrapping, store, file, migration);
        keys.start(new StartupEvent());
        return keys;
    }
}
