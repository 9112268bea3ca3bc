// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.ids.AuthorizationId;
import io.agentauth.refresher.CrashPoint;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.TokenEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.push.Pushes;
import io.agentauth.telemetry.TraceContext;
import io.agentauth.vault.Sensitive;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Presents a code whose attempt is committed, and sees what came of it to its end: grants that account-service has adopted, or a failure. */
@ApplicationScoped
public class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);

    private final TokenEndpoint endpoint;
    private final Identification identification;
    private final NewGrants newGrants;
    private final Conclusion conclusion;
    private final Surroundings surroundings;

    @Inject
    Exchange(
            TokenEndpoint endpoint,
            Identification identification,
            NewGrants newGrants,
            Conclusion conclusion,
            Surroundings surroundings) {
        this.endpoint = endpoint;
        this.identification = identification;
        this.newGrants = newGrants;
        this.conclusion = conclusion;
        this.surroundings = surroundings;
    }

    /** What an exchange touches beside its own tables. */
    @ApplicationScoped
    static class Surroundings {
        private final Connections connections;
        private final Budgets budgets;
        private final Pushes pushes;
        private final Journal journal;
        private final KeyRing keys;
        private final MeterRegistry metrics;
        private final ExchangeConfig config;

        @Inject
        Surroundings(
                Connections connections,
                Budgets budgets,
                Pushes pushes,
                Journal journal,
                KeyRing keys,
                MeterRegistry metrics,
                ExchangeConfig config) {
            this.connections = connections;
            this.budgets = budgets;
            this.pushes = pushes;
            this.journal = journal;
            this.keys = keys;
            this.metrics = metrics;
            this.config = config;
        }

        /** Counts from nothing on: who watches tells “never” from “not measured”. */
        void start(@Observes StartupEvent event) {
            for (Class<?> outcome : TokenOutcome.class.getPermittedSubclasses()) {
                counter(outcome);
            }
        }

        @Nullable
        Sensitive verifier(Flow flow, ConnectionCopy connection) {
            String field = connection.oauth1().isPresent() ? Flow.TEMPORARY_SECRET : Flow.VERIFIER;
            return flow.verifier() == null
                    ? null
                    : keys.refreshTokens().open(flow.verifier(), flow.subject().place(field));
        }

        /** The journal knows every grant from its first token on: a restored database may not (rule R20). */
        void keep(List<NewGrant> grants, List<StoredToken> live) {
            for (StoredToken token : live) {
                grants.stream()
                        .filter(grant -> grant.slot().equals(token.slot()))
                        .map(grant -> JournalEntry.of(token.grantId(), grant))
                        .forEach(entry -> {
                            var _ = journal.keep(entry).subscribeAsCompletionStage();
                        });
            }
        }

        /** Waits for the adoption, within limits: what is not noted as adopted is pushed again by the sweeper. */
        Uni<Void> push(Flow flow, List<StoredToken> tokens) {
            return pushes.pushNow(tokens, flow.authorizationId())
                    .ifNoItem()
                    .after(config.pushWithin())
                    .fail()
                    .onFailure()
                    .invoke(_ -> LOG.infof("%s: its tokens are pushed later", flow.authorizationId()))
                    .onFailure()
                    .recoverWithNull()
                    .replaceWithVoid();
        }

        /** The provider accepted the client, or blamed it, or wants to be left alone by it (I14); the other outcomes say nothing about it. */
        Uni<Void> tell(ConnectionCopy connection, TokenOutcome outcome) {
            Uni<Void> told =
                    switch (outcome) {
                        case TokenOutcome.Granted _ -> connections.accepted(connection);
                        case TokenOutcome.BlamesTheApp blame ->
                            connections.blamed(connection, blame.error()).replaceWithVoid();
                        case TokenOutcome.RateLimited limited -> stayAway(connection, limited.retryAfter());
                        case TokenOutcome.Ambiguous lost -> stayAway(connection, lost.retryAfter());
                        default -> Uni.createFrom().voidItem();
                    };
            return told.onFailure()
                    .invoke(failure -> LOG.warnf("what a provider said of %s is not noted", connection.connectionId()))
                    .onFailure()
                    .recoverWithNull();
        }

        private Uni<Void> stayAway(ConnectionCopy connection, @Nullable Duration asked) {
            return asked == null
                    ? Uni.createFrom().voidItem()
                    : budgets.limit(connection.connectionId(), asked).replaceWithVoid();
        }

        Duration commitWithin() {
            return config.commitWithin();
        }

        void count(TokenOutcome outcome) {
            counter(outcome.getClass()).increment();
        }

        private Counter counter(Class<?> outcome) {
            return metrics.counter("agentauth.exchanges", "outcome", outcome.getSimpleName());
        }
    }

    /** Completes when it is over and everybody who must know does; fails if that cannot be stored, and then the sweeper ends the flow. */
    Uni<Void> run(Flow flow, ConnectionCopy connection, Sensitive code) {
        return run(
                flow,
                connection,
                () -> endpoint.presentCode(
                        connection, flow.authorizationId(), code, surroundings.verifier(flow, connection)));
    }

    /** The same of something else that is presented. */
    public Uni<Void> run(Flow flow, ConnectionCopy connection, Supplier<Uni<TokenOutcome>> presenting) {
        return TraceContext.continued("exchange", flow.traceparent(), () -> presented(flow, connection, presenting));
    }

    /** Ends a flow without a grant, unless it has ended; persistently, as what a provider gave is stored. */
    public Uni<Void> fail(AuthorizationId id, Failure why) {
        return persistently(conclusion.fail(id, why));
    }

    /** The same in a transaction that holds the flow; {@link #tell} follows its commit. */
    public Uni<Void> fail(SqlConnection tx, Flow flow, Failure why) {
        return conclusion.fail(tx, flow, why);
    }

    /** Tells others of what was ended. */
    public void tell() {
        conclusion.tell();
    }

    /** Notes what an answer says of the client, where the flow goes on. */
    public Uni<Void> heard(ConnectionCopy connection, TokenOutcome outcome) {
        return surroundings.tell(connection, outcome);
    }

    private Uni<Void> presented(Flow flow, ConnectionCopy connection, Supplier<Uni<TokenOutcome>> presenting) {
        return Uni.createFrom()
                .deferred(presenting::get)
                .onFailure()
                .recoverWithItem(failure -> unsent(flow, failure))
                .invoke(surroundings::count)
                .call(outcome -> surroundings.tell(connection, outcome))
                .chain(outcome -> conclude(flow, connection, outcome));
    }

    private Uni<Void> conclude(Flow flow, ConnectionCopy connection, TokenOutcome outcome) {
        return outcome instanceof TokenOutcome.Granted granted
                ? identification
                        .identify(flow, connection, granted)
                        .onFailure()
                        .recoverWithItem(new Identification.Who.Rejected("it could not be checked"))
                        .chain(who -> conclude(flow, connection, granted, who))
                : fail(flow, Failure.of(outcome), outcome.toString());
    }

    private Uni<Void> conclude(
            Flow flow, ConnectionCopy connection, TokenOutcome.Granted granted, Identification.Who who) {
        return switch (who) {
            case Identification.Who.Rejected rejected -> {
                LOG.infof("%s is rejected: %s", flow.authorizationId(), rejected.why());
                List<NewGrant> grants =
                        newGrants.sealed(flow, connection, granted, Identification.Who.Accepted.of(null));
                yield persistently(conclusion.reject(flow.authorizationId(), Failure.ID_TOKEN, grants));
            }
            case Identification.Who.Accepted accepted -> {
                List<NewGrant> grants = newGrants.sealed(flow, connection, granted, accepted);
                boolean tells = connection.provider().identity() != null;
                yield persistently(conclusion.succeed(flow, grants, tells))
                        .invoke(() -> CrashPoint.CB5.reached(flow.authorizationId()))
                        .invoke(live -> surroundings.keep(grants, live))
                        .chain(live -> surroundings.push(flow, live));
            }
        };
    }

    private Uni<Void> fail(Flow flow, Failure failure, String why) {
        LOG.infof("%s came to nothing: %s (%s)", flow.authorizationId(), failure.reason(), why);
        return persistently(conclusion.fail(flow.authorizationId(), failure));
    }

    /** What a provider gave is not lost because the database hesitates. */
    private <T> Uni<T> persistently(Uni<T> commit) {
        return commit.onFailure()
                .retry()
                .withBackOff(RETRY_MIN, RETRY_MAX)
                .expireIn(surroundings.commitWithin().toMillis());
    }

    private static TokenOutcome unsent(Flow flow, Throwable failure) {
        LOG.warnf(
                "%s: its code is not sent: %s",
                flow.authorizationId(), failure.getClass().getSimpleName());
        return new TokenOutcome.NotSent("keys");
    }
}
