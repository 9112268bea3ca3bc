// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.environment;

import io.agentauth.account.environment.EnvironmentStore.Found;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Environments, from the copy while it is fresh, else from connection-service; from an old copy while that is away. */
@ApplicationScoped
public class Environments {
    private final EnvironmentStore store;
    private final EnvironmentClient client;
    private final Duration freshFor;

    @Inject
    Environments(EnvironmentStore store, EnvironmentClient client, EnvironmentConfig config) {
        this.store = store;
        this.client = client;
        freshFor = config.freshFor();
    }

    /** The environment; fails with {@code not_found} if it was deleted, and while neither a copy nor its owner is there. */
    public Uni<Environment> require(EnvironmentId id) {
        return store.find(id, freshFor)
                .chain(found -> found.filter(Found::fresh).isPresent()
                        ? Uni.createFrom().item(found.get().environment())
                        : fetch(id, found))
                .map(Environments::alive);
    }

    /** The environment as its owner has it now: for whoever misses something in the copy. */
    public Uni<Environment> requireNewest(EnvironmentId id) {
        return store.find(id, freshFor).chain(found -> fetch(id, found)).map(Environments::alive);
    }

    /** The environment for whoever lets a person go: that a production environment verifies nobody is asked of its owner, not of a copy. */
    public Uni<Environment> requireForPerson(EnvironmentId id) {
        return require(id)
                .chain(copy -> copy.isProduction() && !copy.verifiesPeople()
                        ? requireNewest(id)
                        : Uni.createFrom().item(copy));
    }

    private Uni<Environment> fetch(EnvironmentId id, Optional<Found> old) {
        Uni<Environment> fetched = client.get(id).chain(store::save);
        return old.map(copy -> fetched.onFailure(Environments::ownerIsAway).recoverWithItem(copy.environment()))
                .orElse(fetched);
    }

    private static boolean ownerIsAway(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.SERVICE_UNAVAILABLE;
    }

    private static Environment alive(Environment environment) {
        if (environment.deleted()) {
            throw ProblemException.notFound("environment");
        }
        return environment;
    }
}
