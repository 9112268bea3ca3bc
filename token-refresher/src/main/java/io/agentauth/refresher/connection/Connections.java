// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Connections, for whoever speaks to their providers. */
public interface Connections {
    /**
     * The connection, from the copy that is held here; fetched from connection-service on first use. A copy may be suspended or deleted: look.
     * Fails with {@code not_found} for a connection that its owner does not know, and with {@code service_unavailable} while there is no copy
     * and no owner.
     */
    Uni<ConnectionCopy> require(EnvironmentId environment, ConnectionId connection);

    /** The connection read anew from its owner; the copy as it is if the owner is away. */
    Uni<ConnectionCopy> refresh(EnvironmentId environment, ConnectionId connection);

    /** The provider blamed {@code used}: its owner is asked once whether there is a newer one; if not, the connection is suspended (rule R10). */
    Uni<Blame> blamed(ConnectionCopy used, String reason);

    /** The provider accepted {@code used}: a suspension of it ends. Costs nothing if it is not suspended. */
    Uni<Void> accepted(ConnectionCopy used);

    /** The client's secret; null for a public client. Fails with {@code key_service_unavailable} when the keys are not there. */
    @Nullable
    Sensitive clientSecret(ConnectionCopy connection);

    /** What came of blaming a connection. */
    sealed interface Blame {
        /** There is a newer version, and whatever was refused may be tried with it. */
        record Newer(ConnectionCopy copy) implements Blame {}

        /** There is none: the connection is suspended. */
        record Suspended() implements Blame {}
    }
}
