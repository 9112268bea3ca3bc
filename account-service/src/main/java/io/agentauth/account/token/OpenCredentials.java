// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.connection.Connection;
import io.agentauth.account.connection.Connections;
import io.agentauth.account.credential.Entered;
import io.agentauth.account.credential.KeptCredentials;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.StaticCredentials.Flaw;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Opens what a person entered and puts it into the shape that the provider wants now, by the provider's file as its owner has it. */
@ApplicationScoped
class OpenCredentials {
    private final KeptCredentials kept;
    private final Connections connections;

    @Inject
    OpenCredentials(KeptCredentials kept, Connections connections) {
        this.kept = kept;
        this.connections = connections;
    }

    /** Fails with {@code key_service_unavailable}, {@code not_found} for a connection that is gone, or {@code reauthorization_required}. */
    Uni<Handed> handed(Holder holder, String authType, Sealed sealed) {
        return connections
                .require(holder.environmentId(), holder.connectionId())
                .chain(connection -> kept.open(sealed, holder).map(entered -> handed(connection, authType, entered)));
    }

    private static Handed handed(Connection connection, String authType, Entered entered) {
        if (connection.credentials().flaws(entered.fields()).containsValue(Flaw.MISSING)) {
            throw new ProblemException(
                    ProblemType.REAUTHORIZATION_REQUIRED,
                    connection.providerName()
                            + " wants other fields than were entered. Let the person enter them anew.");
        }
        return new HandedCredentials(authType, connection.credentials().shape(entered.fields()), entered);
    }
}
