// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.util.UUID;

/** A seal names a keyset that this process does not hold. The one cause that is told apart, so that the keyset can be fetched. */
public final class UnknownKeyset extends CannotOpen {
    private final UUID keysetId;

    UnknownKeyset(UUID keysetId) {
        this.keysetId = keysetId;
    }

    /** The keyset that would be needed. Not authenticated: whoever wrote the row chose it. */
    public UUID keysetId() {
        return keysetId;
    }
}
