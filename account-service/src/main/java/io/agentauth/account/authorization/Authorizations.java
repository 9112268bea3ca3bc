// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.authorization.AuthorizationStore.Failed;
import io.agentauth.account.authorization.NewAuthorization.Invited;
import io.agentauth.account.authorization.NewAuthorization.Wish;
import io.agentauth.events.Actor;
import io.agentauth.events.AuthorizationStarted;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.outbox.NewEvent;
import io.agentauth.problems.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What others do with authorizations, in their own transactions: end them, and keep a link ready for each account that waits for a person. The
 * events are given back, because a transaction appends once.
 */
@ApplicationScoped
public class Authorizations {
    private final AuthorizationStore store;
    private final Links links;
    private final MeterRegistry metrics;

    @Inject
    Authorizations(AuthorizationStore store, Links links, MeterRegistry metrics) {
        this.store = store;
        this.links = links;
        this.metrics = metrics;
    }

    /**
     * An authorization that was started.
     *
     * @param generation of its account
     * @param event to be appended
     */
    public record Begun(AuthorizationId id, ConnectionId connection, long generation, NewEvent event) {}

    /**
     * Starts one that nobody has a link to, because whoever asks brings along what others would come with. If nothing comes of it, it ends as any
     * does that is not clicked. Fails with {@code not_found}.
     */
    public Uni<Begun> begin(SqlConnection tx, EnvironmentId environment, AccountId account, Actor actor) {
        return links.maker().chain(maker -> store.invite(tx, environment, account)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("account")))
                .map(invited ->
                        new NewAuthorization(AuthorizationId.next(), invited, maker.hash(maker.fresh()), Wish.NONE))
                .chain(start -> store.insert(tx, start).replaceWith(begun(start, actor))));
    }

    private static Begun begun(NewAuthorization start, Actor actor) {
        return new Begun(
                start.id(),
                start.account().connectionId(),
                start.account().generation(),
                NewEvent.of(started(start, actor)));
    }

    /**
     * Ends those of {@code ended} that still wait. Where an account's {@code reauth_url} led to one of them and the account still waits for a
     * person, it gets the next one; and where it waited for the application's word on one of them, it waits for consent again.
     *
     * @return the events to append
     */
    public Uni<List<NewEvent>> end(SqlConnection tx, List<Ended> ended) {
        return ended.isEmpty()
                ? Uni.createFrom().item(List.of())
                : store.end(tx, ended).invoke(this::count).chain(failed -> mintReauth(tx, accountsToInviteAgain(failed))
                        .map(started -> events(failed, started))
                        .chain(events -> noLongerPending(tx, failed).map(updated -> joined(events, updated))));
    }

    private Uni<List<NewEvent>> noLongerPending(SqlConnection tx, List<Failed> failed) {
        List<Failed> pending = failed.stream().filter(Failed::isPending).toList();
        return pending.isEmpty()
                ? Uni.createFrom().item(List.of())
                : store.noLongerPending(tx, pending)
                        .map(updated -> updated.stream().map(NewEvent::of).toList());
    }

    private static List<NewEvent> joined(List<NewEvent> events, List<NewEvent> more) {
        List<NewEvent> all = new ArrayList<>(events);
        all.addAll(more);
        return all;
    }

    /** Ends whatever waits of these accounts, because the accounts ended. */
    public Uni<List<NewEvent>> endAllOf(SqlConnection tx, List<AccountId> accounts, String reason) {
        return store.waitingOf(tx, accounts)
                .chain(waiting -> end(
                        tx,
                        waiting.stream()
                                .map(id -> new Ended(id, AuthorizationStatus.FAILED, reason))
                                .toList()));
    }

    /** Ends the unclicked ones of earlier generations, because a later one of these accounts is in use now. */
    public Uni<List<NewEvent>> endSuperseded(SqlConnection tx, List<AccountId> activated) {
        return store.supersededOf(tx, activated)
                .chain(superseded -> end(
                        tx,
                        superseded.stream()
                                .map(id -> new Ended(id, AuthorizationStatus.EXPIRED, "superseded"))
                                .toList()));
    }

    /**
     * Makes the link that accounts show as {@code reauth_url}: to be called in the transaction that makes them {@code expired}. It does not end by
     * itself, since nobody knows when the person will come.
     *
     * @return the events to append
     */
    public Uni<List<NewEvent>> mintReauth(SqlConnection tx, List<AccountId> expired) {
        return expired.isEmpty()
                ? Uni.createFrom().item(List.of())
                : links.maker().chain(maker -> store.inviteAgain(tx, expired)
                        .chain(invited -> insertEndless(tx, maker, invited)));
    }

    /** The link that was made for an account's {@code generation} when it expired. */
    public Uni<URI> reauthUrl(AccountId account, long generation) {
        return links.maker().map(maker -> maker.link(maker.reauth(account, generation)));
    }

    private Uni<List<NewEvent>> insertEndless(SqlConnection tx, Links.Maker maker, List<Invited> invited) {
        List<NewAuthorization> starts = invited.stream()
                .map(account -> new NewAuthorization(
                        AuthorizationId.next(),
                        account,
                        maker.hash(maker.reauth(account.id(), account.generation())),
                        Wish.NONE))
                .toList();
        return store.insertEndless(tx, starts)
                .replaceWith(starts.stream()
                        .map(start -> NewEvent.of(started(start, Actor.SYSTEM)))
                        .toList());
    }

    /** Counts from nothing on: who watches tells “never” from “not measured”. */
    void start(@Observes StartupEvent event) {
        List.of(AuthorizationStatus.DENIED, AuthorizationStatus.EXPIRED, AuthorizationStatus.FAILED)
                .forEach(status -> counter(status.wireName()));
    }

    private void count(List<Failed> failed) {
        failed.forEach(one -> counter(one.event().status()).increment());
    }

    private Counter counter(String status) {
        return metrics.counter("agentauth.authorizations.ended", "status", status);
    }

    static AuthorizationStarted started(NewAuthorization start, Actor actor) {
        return new AuthorizationStarted(
                start.account().environmentId(),
                start.account().id(),
                start.account().connectionId(),
                start.account().provider(),
                start.id(),
                start.account().generation(),
                actor);
    }

    private static List<AccountId> accountsToInviteAgain(List<Failed> failed) {
        return failed.stream()
                .filter(Failed::wasReauth)
                .map(one -> one.event().accountId())
                .toList();
    }

    private static List<NewEvent> events(List<Failed> failed, List<NewEvent> started) {
        List<NewEvent> events = new ArrayList<>();
        failed.forEach(one -> events.add(NewEvent.of(one.event())));
        events.addAll(started);
        return events;
    }
}
