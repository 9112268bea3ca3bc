// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.restore;

import io.agentauth.database.Migration;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.refresher.journal.JournalEntry;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.pace.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;

/**
 * At each start, before a refresh token can be opened: was a database restored, as the operator says or as the end of the token journal
 * shows? Then the whole journal is read, grants are rolled forward, account-service is asked which are still behind, and those are held.
 * Every step may be repeated, so a process that dies on the way leaves the rest to the next, and replicas may do it side by side.
 */
@ApplicationScoped
class Restoration {
    private static final Logger LOG = Logger.getLogger(Restoration.class);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String STANDINGS = "/internal/tokens/standings";
    private static final UUID FIRST = new UUID(0, 0);

    private final Restores restores;
    private final Journal journal;
    private final RollForward forward;
    private final Behind behind;
    private final ServiceCalls services;
    private final KeyRing keys;
    private final RestoreConfig config;
    private final Loop loop;
    private volatile boolean looking = true;

    @Inject
    Restoration(
            Restores restores,
            Journal journal,
            RollForward forward,
            Behind behind,
            ServiceCalls services,
            KeyRing keys,
            RestoreConfig config,
            Vertx vertx) {
        this.restores = restores;
        this.journal = journal;
        this.forward = forward;
        this.behind = behind;
        this.services = services;
        this.keys = keys;
        this.config = config;
        this.loop = new Loop(vertx, "compare with the token journal", LOOK, this::turn);
    }

    record Account(EnvironmentId environmentId, AccountId accountId) {}

    record Question(List<Account> accounts) {}

    record Answer(List<Standing> standings) {}

    void start(@Observes StartupEvent event, Migration migration) {
        loop.startAfter(migration.whenDone());
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    /** Whether it is not known yet if there was one. */
    boolean isLooking() {
        return looking;
    }

    private Uni<Loop.Found> turn() {
        return announced()
                .chain(restores::unfinished)
                .chain(word -> word.isEmpty() ? unannounced() : Uni.createFrom().voidItem())
                .chain(restores::unfinished)
                .chain(word -> word.map(this::restore).orElseGet(this::go))
                .replaceWith(Loop.Found.ENOUGH);
    }

    private Uni<Void> announced() {
        return config.word()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(restores::open)
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Somebody restored this database and did not say so. */
    private Uni<Void> unannounced() {
        if (config.compared() == 0) {
            return Uni.createFrom().voidItem();
        }
        return journal.last(config.compared())
                .ifNoItem()
                .after(config.comparedWithin())
                .fail()
                .onFailure()
                .invoke(failure -> LOG.warnf("the token journal cannot be compared: %s", failure.toString()))
                .onFailure()
                .recoverWithItem(List.of())
                .chain(forward::isBehind)
                .chain(older -> older
                        ? restores.open("found by " + UUID.randomUUID())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> restore(String word) {
        looking = false;
        LOG.warnf("restore %s: no token is presented before grants are rolled forward", word);
        AtomicLong epoch = new AtomicLong();
        return forward(epoch)
                .call(count -> count.made() == 0 ? Uni.createFrom().voidItem() : forward(epoch))
                .invoke(count -> LOG.infof(
                        "restore %s: of the journal %d grants rolled forward, %d made anew",
                        word, count.forwarded(), count.made()))
                .chain(() -> compare(epoch))
                .invoke(held -> LOG.infof("restore %s: %d grants are behind, and held", word, held))
                .chain(() -> restores.finish(word, epoch.get()))
                .chain(restores::unfinished)
                .chain(next -> next.map(this::restore).orElseGet(this::go));
    }

    private Uni<Void> go() {
        return restores.epoch()
                .invoke(epoch -> {
                    journal.begin(epoch);
                    keys.release();
                    looking = false;
                    loop.stop();
                })
                .replaceWithVoid();
    }

    /** A grant's first token may come after later ones: in another partition. Therefore twice where one was made. */
    private Uni<RollForward.Count> forward(AtomicLong epoch) {
        AtomicReference<RollForward.Count> count = new AtomicReference<>(RollForward.Count.NONE);
        return journal.replay(entries -> forward.apply(entries)
                        .invoke(some -> count.updateAndGet(some::plus))
                        .invoke(() -> see(epoch, entries.stream().mapToLong(JournalEntry::epoch)))
                        .replaceWithVoid())
                .map(_ -> count.get());
    }

    private static void see(AtomicLong epoch, LongStream seen) {
        seen.forEach(one -> epoch.accumulateAndGet(one, Math::max));
    }

    private Uni<Long> compare(AtomicLong epoch) {
        AtomicReference<UUID> last = new AtomicReference<>(FIRST);
        AtomicLong held = new AtomicLong();
        return Multi.createBy()
                .repeating()
                .uni(() -> behind.after(last.get())
                        .invoke(page ->
                                page.forEach(grant -> last.set(grant.id().value()))))
                .whilst(page -> !page.isEmpty())
                .onItem()
                .transformToUniAndConcatenate(page -> compare(page, epoch).invoke(held::addAndGet))
                .onItem()
                .ignoreAsUni()
                .map(_ -> held.get());
    }

    private Uni<Integer> compare(List<Behind.Held> page, AtomicLong epoch) {
        if (page.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        List<Account> accounts = page.stream()
                .map(grant -> new Account(grant.environmentId(), grant.accountId()))
                .distinct()
                .toList();
        return services.post(ServiceName.ACCOUNT_SERVICE, STANDINGS, new Question(accounts), Answer.class, ANSWER_MAX)
                .map(answer -> Compared.of(page, answer.standings()))
                .invoke(compared -> see(epoch, LongStream.of(compared.epoch())))
                .chain(behind::settle);
    }
}
