// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.push;

import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.pace.Linger;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives account-service every new access token, after its commit: in sets with a little linger, or at once for somebody who waits. Adoption
 * is idempotent (the higher version wins), so what was not noted is simply pushed again.
 */
@ApplicationScoped
public class Pushes {
    private static final Logger LOG = Logger.getLogger(Pushes.class);
    private static final java.time.Duration NOTE_LINGER = java.time.Duration.ofMillis(100);
    private static final int NOTES = 1_000;
    private static final String ADOPT = "/internal/tokens/adopt";

    private final ServiceCalls services;
    private final PushStore store;
    private final PushConfig config;
    private final Linger<StoredToken> leaving;
    private final Linger<PushStore.Noted> notes;
    private final Loop repeat;

    @Inject
    Pushes(ServiceCalls services, PushStore store, PushConfig config, Vertx vertx) {
        this.services = services;
        this.store = store;
        this.config = config;
        this.leaving = new Linger<>(
                vertx, new Linger.Limits(config.linger(), config.set(), config.setsMax()), this::pushQuietly);
        this.notes = new Linger<>(vertx, new Linger.Limits(NOTE_LINGER, NOTES, 1), this::noteQuietly);
        this.repeat = new Loop(vertx, "push again", config.repeatEvery(), this::pushForgotten);
    }

    /** What account-service says of one token. */
    public enum Result {
        ADOPTED,
        KNOWN,
        LOST,
        UNKNOWN_ACCOUNT
    }

    record Body(List<TokenPush> tokens) {}

    record Answer(List<Adoption> results) {}

    record Adoption(AccountId accountId, String slot, long generation, long version, String result) {}

    void start(@Observes StartupEvent event, Migration migration) {
        repeat.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        repeat.stop();
    }

    /** Pushes soon, together with others. A failure is repaired by the sweeper. */
    public void push(Collection<StoredToken> tokens) {
        leaving.addAll(tokens);
    }

    /** Pushes now, and completes when account-service has decided: for an exchange or a reader who waits. Fails if it cannot be reached. */
    public Uni<List<Result>> pushNow(List<StoredToken> tokens, @Nullable AuthorizationId authorization) {
        return send(tokens.stream()
                .map(token -> new PushStore.Unpushed(token, authorization))
                .toList());
    }

    /** Every current token of an account: what account-service may have missed. */
    Uni<List<TokenPush>> of(EnvironmentId environment, AccountId account) {
        return store.of(environment, account).map(tokens -> tokens.stream()
                .map(one -> TokenPush.of(epoch(one), one.token(), one.authorizationId()))
                .toList());
    }

    private long epoch(PushStore.Unpushed one) {
        return Math.max(config.epoch(), one.token().epoch());
    }

    private Uni<Void> pushQuietly(List<StoredToken> tokens) {
        return pushNow(tokens, null)
                .onFailure()
                .invoke(failure -> LOG.debugf("%d tokens wait to be pushed again", tokens.size()))
                .onFailure()
                .recoverWithItem(List.of())
                .replaceWithVoid();
    }

    private Uni<Loop.Found> pushForgotten() {
        return store.forgotten(config.repeatAfter(), config.set()).chain(forgotten -> send(forgotten)
                .call(() -> store.note(noted(forgotten)))
                .map(_ -> forgotten.size() < config.set() ? Loop.Found.ENOUGH : Loop.Found.MORE));
    }

    private Uni<List<Result>> send(List<PushStore.Unpushed> tokens) {
        if (tokens.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        List<TokenPush> pushes = tokens.stream()
                .map(one -> TokenPush.of(epoch(one), one.token(), one.authorizationId()))
                .toList();
        return services.post(ServiceName.ACCOUNT_SERVICE, ADOPT, new Body(pushes), Answer.class, config.answerMax())
                .invoke(_ -> notes.addAll(noted(tokens)))
                .map(answer -> answer.results().stream().map(Pushes::result).toList());
    }

    /** Whatever account-service decided, it need not be asked again about these. */
    private static List<PushStore.Noted> noted(List<PushStore.Unpushed> tokens) {
        return tokens.stream()
                .map(one ->
                        new PushStore.Noted(one.token().grantId(), one.token().version()))
                .toList();
    }

    private Uni<Void> noteQuietly(List<PushStore.Noted> noted) {
        return store.note(noted)
                .onFailure()
                .invoke(failure -> LOG.debugf("%d pushes are not noted, and repeated", noted.size()))
                .onFailure()
                .recoverWithNull();
    }

    private static Result result(Adoption adoption) {
        return Result.valueOf(adoption.result().toUpperCase(java.util.Locale.ROOT));
    }
}
