// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Events;
import io.agentauth.localstack.api.Api.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two replicas of token-refresher, whose provider ends a family when a refresh token is shown twice. */
abstract class SharedRenewals {
    private static final int ACCOUNTS = 12;
    private static final int READERS = 20;
    private static final Duration RENEWED_MAX = Duration.ofSeconds(90);

    @Test
    @DisplayName("invariants I3 and I12: no refresh token is shown twice, no event is lost and no account")
    void renewalsOfBothReplicasNeverMeet() {
        Application application = Application.strict(TwoOfEverythingIT.stack());
        application.truth().switches("{'access_lifetime': 8}");
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> application.connected("user_" + i))
                .toList();

        await("three renewals of each account").atMost(RENEWED_MAX).until(() -> application.truth().families().stream()
                .allMatch(family -> family.path("refreshes").asLong() >= 3));
        application.truth().switches("{'access_lifetime': 3600}");

        assertThat(accounts).allSatisfy(account -> {
            assertThat(application.status(account)).isEqualTo("active");
            assertThat(application.truth().isValid(application.token(account))).isTrue();
        });
        application.truth().assertUndoubled();
        Events.assertComplete(TwoOfEverythingIT.stack(), accounts);
    }

    @Test
    @DisplayName(
            "R3, R13: a token endpoint that takes 11 s, then 30 s, sees one presentation, however many readers ask on both replicas")
    void aSlowTokenEndpointIsWaitedForAndAskedOnce() {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> eleven = side.submit(() -> assertAskedOnce(Duration.ofSeconds(11)));
            assertAskedOnce(Duration.ofSeconds(30));
            var _ = result(eleven);
        }
    }

    private static void assertAskedOnce(Duration latency) {
        Application application = Application.strict(TwoOfEverythingIT.stack());
        String account = application.connected("slow_" + latency.toSeconds());
        String before = application.token(account);
        application
                .truth()
                .switches("{'latency': {'ms': " + latency.toMillis() + ", 'of': 'REFRESH'}, 'access_lifetime': 3600}");

        List<Answer> answers = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = IntStream.range(0, READERS)
                    .mapToObj(i -> readers.submit(
                            () -> i % 2 == 0 ? application.refresh(account) : application.tokenAnswer(account)))
                    .toList();
            for (Future<Answer> each : asked) {
                answers.add(result(each));
            }
        }
        String after = application.tokenAfter(account, before);

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 503));
        assertThat(application.truth().isValid(after)).isTrue();
        assertThat(application.status(account)).isEqualTo("active");
        application.truth().assertUndoubled();
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("one of those at the same time failed", e);
        }
    }
}
