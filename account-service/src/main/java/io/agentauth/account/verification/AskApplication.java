// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import io.agentauth.account.authorization.Links;
import io.agentauth.account.verification.VerificationStore.Proof;
import io.agentauth.database.Database;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.outbox.Outbox;
import io.agentauth.problems.ProblemException;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the proof that a browser came back from a callback, which it takes to the application. Asked again for the same authorization it is the
 * same proof, so that callbacks that come at once lead to one place. Nothing of it is stored but its hash and a nonce; without the key that is not
 * in the database nobody makes it again.
 */
@ApplicationScoped
public class AskApplication {
    private static final int NONCE_BITS = 128;

    private final Database database;
    private final VerificationStore store;
    private final Links links;
    private final Outbox outbox;

    @Inject
    AskApplication(Database database, VerificationStore store, Links links, Outbox outbox) {
        this.database = database;
        this.store = store;
        this.links = links;
        this.outbox = outbox;
    }

    /** Whose code waits at token-refresher, or what they entered here, and for how long. */
    public record Waiting(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            long generation,
            Duration within) {
        private boolean isOf(Pending.Subject subject) {
            return subject.environmentId().equals(environmentId)
                    && subject.accountId().equals(accountId)
                    && subject.generation() == generation;
        }
    }

    /**
     * Where the browser takes the proof; empty where the application has spoken, or the authorization is over. Fails with {@code not_found} for an
     * authorization that is another account's, or whose person nobody is to verify.
     */
    public Uni<Optional<URI>> ask(Waiting waiting) {
        return links.maker()
                .chain(maker -> database.asWorker(tx -> store.lock(tx, waiting.authorizationId())
                        .map(found -> required(found, waiting))
                        .chain(pending -> pending.state().open()
                                        && !pending.state().decided()
                                        && !pending.state().late()
                                ? ask(tx, maker, pending, waiting.within()).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<URI> ask(SqlConnection tx, Links.Maker maker, Pending pending, Duration within) {
        AuthorizationId id = pending.subject().authorizationId();
        String nonce = Objects.requireNonNullElseGet(pending.state().nonce(), AskApplication::nonce);
        Sensitive proof = maker.proof(id, nonce);
        return store.ask(tx, id, new Proof(nonce, maker.hashOfProof(proof)), within)
                .chain(_ -> store.pend(tx, pending.subject().accountId()))
                .chain(version -> outbox.append(
                        tx,
                        version.map(now -> List.of(NewEvent.of(pending.updated(now))))
                                .orElse(List.of())))
                .map(_ -> Links.Maker.withProof(
                        Objects.requireNonNull(pending.state().verifyUrl()), proof));
    }

    private static String nonce() {
        return Sensitive.random(NONCE_BITS).reveal(Reveal.TO_HASH);
    }

    private static Pending required(Optional<Pending> found, Waiting waiting) {
        return found.filter(pending -> waiting.isOf(pending.subject()))
                .filter(pending -> pending.state().verifyUrl() != null)
                .orElseThrow(() -> ProblemException.notFound("authorization"));
    }
}
