// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.authorization.DeviceClient.Begun;
import io.agentauth.account.authorization.StartAuthorization.Invitation;
import io.agentauth.account.environment.Environment;
import io.agentauth.account.environment.Environments;
import io.agentauth.database.Database;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Has a person consent in whatever browser they have (RFC 8628): starts an authorization, with the account's next generation, and has token-refresher ask
 * the provider for a code. How it ends is told as of any authorization. Where it does not begin, the authorization ends and says why.
 */
@ApplicationScoped
class StartDeviceFlow {
    private final Database database;
    private final StartAuthorization starts;
    private final Authorizations authorizations;
    private final DeviceClient flows;
    private final Notes notes;

    @Inject
    StartDeviceFlow(
            Database database,
            StartAuthorization starts,
            Authorizations authorizations,
            DeviceClient flows,
            Notes notes) {
        this.database = database;
        this.starts = starts;
        this.authorizations = authorizations;
        this.flows = flows;
        this.notes = notes;
    }

    /** What is looked up before, and noted after. */
    @ApplicationScoped
    static class Notes {
        private final Environments environments;
        private final AuthorizationStore store;
        private final Outbox outbox;

        @Inject
        Notes(Environments environments, AuthorizationStore store, Outbox outbox) {
            this.environments = environments;
            this.store = store;
            this.outbox = outbox;
        }

        Uni<Environment> environment(EnvironmentId id) {
            return environments.requireForPerson(id);
        }

        Uni<Optional<Instant>> goesElsewhere(SqlConnection tx, NewAuthorization start, Begun begun) {
            return store.goesElsewhere(tx, start.id(), begun.life());
        }

        Uni<Void> append(SqlConnection tx, List<NewEvent> events) {
            return outbox.append(tx, events).replaceWithVoid();
        }
    }

    /** A code, and until when it can be entered. */
    record Code(Begun begun, Instant expiresAt) {
        @Override
        public String toString() {
            return "Code[" + begun + "]";
        }
    }

    /**
     * Fails with {@code device_flow_unverified} where the application confirms who consents: no browser comes back to it. As its owner has it, not a copy.
     */
    Uni<Void> requireUnverified(EnvironmentId environment) {
        return notes.environment(environment)
                .invoke(StartDeviceFlow::requireUnverified)
                .replaceWithVoid();
    }

    /**
     * Starts it. Fails with {@code not_found}, {@code rate_limited}, and with what token-refresher says: {@code device_flow_unavailable},
     * {@code connection_suspended}, {@code provider_rate_limited}, {@code provider_unavailable}.
     */
    Uni<Code> start(EnvironmentId environment, Invitation invitation) {
        return starts.startElsewhere(environment, invitation).chain(start -> flows.begin(start)
                .chain(begun -> noted(environment, start, begun))
                .onFailure()
                .call(failure -> ended(environment, start, failure)));
    }

    private Uni<Code> noted(EnvironmentId environment, NewAuthorization start, Begun begun) {
        return database.inEnvironment(environment, tx -> notes.goesElsewhere(tx, start, begun))
                .map(until -> new Code(begun, until.orElseThrow(StartDeviceFlow::endedMeanwhile)));
    }

    private Uni<Void> ended(EnvironmentId environment, NewAuthorization start, Throwable failure) {
        String why =
                failure instanceof ProblemException problem ? problem.type().code() : "device_flow_not_begun";
        Ended end = new Ended(start.id(), AuthorizationStatus.FAILED, why);
        return database.inEnvironment(
                        environment,
                        tx -> authorizations.end(tx, List.of(end)).chain(events -> notes.append(tx, events)))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static ProblemException endedMeanwhile() {
        return new ProblemException(ProblemType.CONFLICT, "The account was ended meanwhile. Read it and try again.");
    }

    private static void requireUnverified(Environment environment) {
        if (environment.verifiesPeople()) {
            throw new ProblemException(
                    ProblemType.DEVICE_FLOW_UNVERIFIED,
                    "The application confirms who consents, and whoever consents in another browser does not come back to it. Send the person to an auth-url.");
        }
    }
}
