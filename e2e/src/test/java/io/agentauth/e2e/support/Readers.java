// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import io.agentauth.localstack.Pause;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.api.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that read tokens of some accounts, again and again, and ask once more where an SDK would: no answer, or one that says it is not the
 * caller's fault. What failed twice is a failure, and so is a token that has expired.
 */
public final class Readers implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final Duration EVERY = Duration.ofMillis(45);
    /** What an answer of the gateway that says “try again” asks for. */
    private static final Duration BEFORE_THE_RETRY = Duration.ofSeconds(1);

    private static final String GOOD = "";

    private final Application application;
    private final List<String> accounts;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final Queue<String> retried = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);

    private Readers(Application application, List<String> accounts) {
        this.application = application;
        this.accounts = List.copyOf(accounts);
    }

    /** They begin at once, and end with {@link #close}. */
    public static Readers of(Application application, List<String> accounts) {
        Readers readers = new Readers(application, accounts);
        for (int i = 0; i < CLIENTS; i++) {
            var _ = readers.clients.scheduleWithFixedDelay(
                    readers::turn, i * EVERY.dividedBy(CLIENTS).toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        return readers;
    }

    /** How many tokens were wanted. */
    public int reads() {
        return reads.get();
    }

    /** What was wrong with each first answer that made a client ask again. */
    public List<String> retried() {
        return List.copyOf(retried);
    }

    /** What was wrong with each second answer. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** No more reads; waits for those under way. */
    @Override
    public void close() {
        clients.close();
    }

    private void turn() {
        String account = accounts.get(Math.floorMod(turns.getAndIncrement(), accounts.size()));
        String wrong = read(account);
        if (!wrong.equals(GOOD)) {
            retried.add(Instant.now() + " " + wrong);
            try {
                Pause.of(BEFORE_THE_RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            String again = read(account);
            if (!again.equals(GOOD)) {
                failures.add(Instant.now() + " " + wrong + ", then " + again);
            }
        }
        reads.incrementAndGet();
    }

    private String read(String account) {
        try {
            Answer answer = application.tokenAnswer(account);
            if (answer.status() != 200) {
                return answer.status() + " " + answer.text("code") + " " + answer.text("detail");
            }
            return Instant.parse(answer.text("expires_at")).isAfter(Instant.now()) ? GOOD : "an expired token";
        } catch (Refused e) {
            return e.getMessage();
        }
    }
}
