// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.api.Refused;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A small, steady load on one application, and a ledger of what was acknowledged: tokens of connected accounts are read, accounts are created,
 * guests consent and every other one leaves again. The provider's lifetimes are short, so renewals go on by themselves.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVERY_MS = 60;
    private static final int WORKERS = 3;
    private static final int CREATES_EACH = 4;
    private static final int GUEST_EACH = 32;

    private final Application application;
    private final List<String> connected;
    private final Map<String, String> created = new ConcurrentHashMap<>();
    private final Set<String> staying = ConcurrentHashMap.newKeySet();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(WORKERS);

    private Load(Application application, List<String> connected) {
        this.application = application;
        this.connected = connected;
    }

    /** Connects {@code accounts} persons, whose tokens live {@code seconds}, and starts. */
    static Load on(Application application, int accounts, int seconds) {
        application.truth().switches("{'access_lifetime': " + seconds + "}");
        List<String> connected = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            connected.add(application.connected("person-" + i));
        }
        Load load = new Load(application, List.copyOf(connected));
        for (int i = 0; i < WORKERS; i++) {
            var _ = load.workers.scheduleWithFixedDelay(load::turn, i * 20L, EVERY_MS, TimeUnit.MILLISECONDS);
        }
        return load;
    }

    List<String> connected() {
        return connected;
    }

    /** Answers that were no success, and requests that had none. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits for this many more reads, creations and renewals that succeed. */
    void awaitMore(int moreReads, int moreCreated, int moreRenewals) {
        int readsThen = reads.get() + moreReads;
        int createdThen = created.size() + moreCreated;
        long renewalsThen = application.truth().count("refreshes") + moreRenewals;
        await("reads, creations and renewals go on").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(reads.get()).as("reads; failures: %s", failures).isGreaterThanOrEqualTo(readsThen);
            assertThat(created.size()).as("creations; failures: %s", failures).isGreaterThanOrEqualTo(createdThen);
            assertThat(application.truth().count("refreshes")).as("renewals").isGreaterThanOrEqualTo(renewalsThen);
        });
    }

    /** Waits until something fails: the fault is felt. */
    void awaitFailure() {
        await("the fault is felt").atMost(PATIENCE).until(() -> !failures.isEmpty());
    }

    /** No more requests; waits for those under way. */
    @Override
    public void close() {
        workers.close();
    }

    /** Ends the grants, so that nothing of this load goes on into the next test. */
    void leave() {
        connected.forEach(application::revoke);
        staying.forEach(application::revoke);
    }

    /** Everything that was acknowledged is there, once, and every token is good at the provider, who saw no token twice. */
    void assertKept(Servers servers) {
        Map<String, Long> rows = new ConcurrentHashMap<>();
        servers.texts(Part.ACCOUNT_SERVICE, "select identifier from account where deleted_at is null")
                .forEach(identifier -> rows.merge(identifier, 1L, Long::sum));
        assertThat(created).as("acknowledged accounts").isNotEmpty();
        created.forEach((identifier, id) -> {
            assertThat(rows.get(identifier))
                    .as("rows of %s, acknowledged as %s", identifier, id)
                    .isEqualTo(1);
        });
        created.entrySet().stream().limit(5).forEach(one -> assertThat(
                        application.read(one.getValue()).path("identifier").asText())
                .isEqualTo(one.getKey()));
        connected.forEach(this::assertGood);
        staying.forEach(this::assertGood);
        assertThat(gone).as("guests who left").isNotEmpty();
        gone.forEach(account -> assertThat(application.status(account)).isEqualTo("disconnected"));
        assertThat(application.truth().count("families_killed")).isZero();
        assertThat(application.truth().count("overlaps_max")).isZero();
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isLessThanOrEqualTo(1);
    }

    private void assertGood(String account) {
        await("a good token of " + account).atMost(PATIENCE).untilAsserted(() -> {
            Answer answer = application.tokenAnswer(account);
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(application.truth().isValid(answer.text("access_token"))).isTrue();
        });
    }

    private void turn() {
        int turn = turns.getAndIncrement();
        try {
            if (turn % GUEST_EACH == 1) {
                comeAndGo(turn);
            } else if (turn % CREATES_EACH == 0) {
                String identifier = application.clientId() + "-" + turn;
                created.put(identifier, application.account(identifier));
            } else {
                var _ = Api.require(application.tokenAnswer(connected.get(turn % connected.size())));
                reads.incrementAndGet();
            }
        } catch (Refused | UncheckedIOException | ConditionTimeoutException | AssertionError e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    private void comeAndGo(int turn) {
        String guest = application.connected("guest-" + turn);
        if (turn / GUEST_EACH % 2 == 0) {
            // From here on it may be gone without our being told.
            var _ = application.disconnect(guest);
            gone.add(guest);
        } else {
            staying.add(guest);
        }
    }
}
