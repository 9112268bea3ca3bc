// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.seal;

import java.util.List;

/** Whether the installation is sealed, and what was done about that lately, the newest first. */
public record SealStanding(boolean sealed, List<SealChange> changes) {
    static SealStanding of(List<SealChange> changes) {
        return new SealStanding(!changes.isEmpty() && changes.getFirst().sealed(), changes);
    }
}
