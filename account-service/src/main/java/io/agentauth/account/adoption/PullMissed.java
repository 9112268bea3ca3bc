// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.agentauth.account.adoption.ApplyOutcomes.Heard;
import io.agentauth.account.adoption.MissedStore.Missed;
import io.agentauth.account.adoption.MissedStore.Told;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.events.PublishedEvent;
import io.agentauth.events.TokenExchanged;
import io.agentauth.events.TokenRefreshFailed;
import io.agentauth.events.TokenRefreshed;
import io.agentauth.events.Topic;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.outbox.EventSubscriber;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The repair of pushes: token-refresher's events say which tokens there are and which grants are dead, and what is not here after a moment of
 * grace is pulled. Nothing waits for it.
 */
@ApplicationScoped
class PullMissed implements EventSubscriber {
    private static final String PATH = "/internal/grants/pull";
    private static final String ENDED = "ended";

    private final MissedStore store;
    private final AdoptTokens tokens;
    private final ApplyOutcomes outcomes;
    private final ServiceCalls services;
    private final AdoptionConfig config;
    private final Counter pulled;

    @Inject
    PullMissed(
            MissedStore store,
            AdoptTokens tokens,
            ApplyOutcomes outcomes,
            ServiceCalls services,
            AdoptionConfig config,
            MeterRegistry metrics) {
        this.store = store;
        this.tokens = tokens;
        this.outcomes = outcomes;
        this.services = services;
        this.config = config;
        pulled = metrics.counter("agentauth.tokens.pulled");
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Pulled(@Nullable List<TokenPush> tokens) {}

    @Override
    public String consumer() {
        return "account-service.adoption";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.ACCOUNTS);
    }

    @Override
    public Uni<Void> receive(List<PublishedEvent> events) {
        List<Told> told = events.stream().flatMap(event -> told(event.data())).toList();
        List<Heard> ended = events.stream().flatMap(PullMissed::ended).toList();
        return told.isEmpty() && ended.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(graceLeft(events.getLast().time()))
                        .call(_ -> outcomes.apply(ended))
                        .chain(_ -> told.isEmpty() ? Uni.createFrom().item(List.<Missed>of()) : store.missed(told))
                        .chain(this::pullAll);
    }

    private Duration graceLeft(Instant latest) {
        Duration left = Duration.between(Instant.now(), latest.plus(config.grace()));
        // Never longer than the grace, whatever the clocks say; a delay has to be positive.
        return left.isPositive() ? (left.compareTo(config.grace()) < 0 ? left : config.grace()) : Duration.ofMillis(1);
    }

    private Uni<Void> pullAll(List<Missed> missed) {
        return missed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(missed.stream().map(this::pull).toList())
                        .usingConcurrencyOf(config.pullsMax())
                        .andCollectFailures()
                        .replaceWithVoid();
    }

    private Uni<Void> pull(Missed missed) {
        pulled.increment();
        return services.post(ServiceName.TOKEN_REFRESHER, PATH, missed, Pulled.class)
                .chain(answer -> tokens.adopt(answer.tokens() == null ? List.of() : answer.tokens()))
                .replaceWithVoid();
    }

    private static Stream<Told> told(AgentAuthEvent event) {
        return switch (event) {
            case TokenExchanged e ->
                Stream.of(new Told(e.environmentId(), e.accountId(), e.slot(), e.generation(), e.version()));
            case TokenRefreshed e ->
                Stream.of(new Told(e.environmentId(), e.accountId(), e.slot(), e.generation(), e.version()));
            default -> Stream.empty();
        };
    }

    private static Stream<Heard> ended(PublishedEvent event) {
        return event.data() instanceof TokenRefreshFailed e && e.status().equals(ENDED)
                ? Stream.of(new Heard(
                        new Outcome(
                                event.id().value(),
                                Outcome.Kind.GRANT_ENDED,
                                e.environmentId(),
                                e.accountId(),
                                e.generation(),
                                e.slot(),
                                e.version(),
                                null,
                                null,
                                e.reason(),
                                null,
                                event.time()),
                        event.id()))
                : Stream.empty();
    }
}
