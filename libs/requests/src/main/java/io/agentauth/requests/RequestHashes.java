// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.agentauth.vault.KeyedHash;
import io.smallrye.mutiny.Uni;

/** The service's own key, under which requests are hashed: one may hold a secret that can be guessed. */
public interface RequestHashes {
    /** The hash. Fails while the key cannot be had. */
    Uni<KeyedHash> get();
}
