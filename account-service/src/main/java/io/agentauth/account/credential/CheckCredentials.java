// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.credential;

import io.agentauth.account.adoption.AdoptCredentials;
import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.connection.Connections;
import io.agentauth.account.credential.Trial.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Asks the provider whether it still takes what an account has. Nothing renews static credentials, so nobody else ever hears that they are dead:
 * a definitive no makes the account {@code expired}. Whatever else the provider says changes nothing.
 */
@ApplicationScoped
public class CheckCredentials {
    private final KeptCredentials kept;
    private final Connections connections;
    private final TryCredentials credentials;
    private final AdoptCredentials adoption;

    @Inject
    CheckCredentials(
            KeptCredentials kept, Connections connections, TryCredentials credentials, AdoptCredentials adoption) {
        this.kept = kept;
        this.connections = connections;
        this.credentials = credentials;
        this.adoption = adoption;
    }

    /** What it said; empty if the account has none. For {@code holder} of whatever generation. */
    public Uni<Optional<Trial>> check(Holder holder) {
        return kept.find(holder)
                .chain(found -> found.map(current -> check(holder.of(current.generation()), current.entered())
                                .map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Trial> check(Holder holder, Entered entered) {
        return connections
                .require(holder.environmentId(), holder.connectionId())
                .chain(connection -> credentials.attempt(connection, entered))
                .call(trial -> trial.verdict() == Verdict.REFUSED
                        ? adoption.refused(holder)
                        : Uni.createFrom().voidItem());
    }
}
