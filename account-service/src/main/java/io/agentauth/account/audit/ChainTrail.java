// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.account.audit.ChainStore.Head;
import io.agentauth.account.keyset.OwnKeysets;
import io.agentauth.database.Migration;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.trail.TrailBlock;
import io.agentauth.vault.Signer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Chains the trail behind the writers' backs: one replica at a time closes what is new into a signed block for each environment. Nothing that a read or
 * a change needs waits for it; while it cannot work, the trail stays where it was first written, unchained.
 */
@ApplicationScoped
public class ChainTrail {
    private static final Logger LOG = Logger.getLogger(ChainTrail.class);

    private final Migration migration;
    private final ChainStore store;
    private final OwnKeysets keysets;
    private final ChainConfig config;
    private final Counter chained;
    private final UUID me = UUID.randomUUID();

    @Inject
    ChainTrail(Migration migration, ChainStore store, OwnKeysets keysets, ChainConfig config, MeterRegistry metrics) {
        this.migration = migration;
        this.store = store;
        this.keysets = keysets;
        this.config = config;
        chained = metrics.counter("agentauth.audit.chained");
    }

    @Scheduled(every = "${agent-auth.chain.every:30s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> turn() {
        return migration.isDone()
                ? chain().onFailure()
                        .invoke(failure -> LOG.warnf("The trail cannot be chained now: %s", failure.toString()))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Closes what is new, batch by batch, and not without end. Says how many entries were chained; 0 while another replica chains. */
    public Uni<Integer> chain() {
        AtomicInteger batches = new AtomicInteger();
        return Uni.createFrom()
                .deferred(this::batch)
                .repeat()
                .whilst(size -> size > 0 && batches.incrementAndGet() < config.batchesMax())
                .collect()
                .with(Collectors.summingInt(size -> size));
    }

    private Uni<Integer> batch() {
        return store.claim(me, config.lease())
                .chain(after -> after.isEmpty()
                        ? Uni.createFrom().item(0)
                        : store.next(after.get(), config.batch()).chain(this::close));
    }

    private Uni<Integer> close(Stretch stretch) {
        return stretch.size() == 0
                ? Uni.createFrom().item(0)
                : keysets.trail()
                        .chain(signer ->
                                store.heads(stretch.lines().keySet()).map(heads -> blocks(stretch, heads, signer)))
                        .chain(blocks -> store.append(me, stretch, blocks))
                        .invoke(() -> chained.increment(stretch.size()))
                        .replaceWith(stretch.size());
    }

    private static List<SignedBlock> blocks(Stretch stretch, Map<UUID, Head> heads, Signer signer) {
        // As exact as the database keeps it.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return stretch.lines().entrySet().stream()
                .map(of -> {
                    Optional<Head> head = Optional.ofNullable(heads.get(of.getKey()));
                    TrailBlock block = new TrailBlock(
                            new EnvironmentId(of.getKey()).toString(),
                            head.map(Head::number).orElse(0L) + 1,
                            now,
                            of.getValue().events().size(),
                            TrailBlock.hashOf(of.getValue().events()),
                            of.getValue().reads().size(),
                            TrailBlock.hashOf(of.getValue().reads()),
                            head.map(Head::hash).orElse(TrailBlock.NOTHING));
                    return new SignedBlock(of.getKey(), block, signer.publicKey(), signer.sign(block.toSign()));
                })
                .toList();
    }
}
