// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Collector;
import io.agentauth.e2e.support.Events;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two replicas of each service behind a balancer, at a provider that ends the family when a refresh token is shown twice. */
@Order(2)
@Execution(ExecutionMode.SAME_THREAD)
class TwoOfEverythingIT {
    private static final int ACCOUNTS = 12;
    private static final int READERS = 20;
    private static final Duration RENEWED_MAX = Duration.ofSeconds(90);

    private static LocalStack stack;
    private static Collector collector;

    @BeforeAll
    static void start() {
        LocalStack.Builder two = Stacks.named("two-of-everything");
        Part.services().forEach(service -> two.replicas(service, 2));
        collector = Collector.start();
        collector.watch(two);
        for (Part holder : List.of(Part.TOKEN_REFRESHER, Part.ACCOUNT_SERVICE)) {
            two.config(holder, "agent-auth.rotation.read-every", "500ms")
                    .config(holder, "agent-auth.rotation.announced-for", "3s")
                    .config(holder, "agent-auth.rotation.batch", "5");
        }
        stack = two.start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        collector.close();
    }

    static LocalStack stack() {
        return stack;
    }

    static Collector collector() {
        return collector;
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class TheMainJob extends Backbone {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class AtProvidersByName extends NamedProviders {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenCallbacksAreWrong extends BadCallback {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenPeopleAreVerified extends WhoCameBack {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenAKeyIsEntered extends WhatIsEntered {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenNobodyConsents extends WithoutConsent {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhoseAppAndProviderItIs extends AppsAndProviders {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenItIsSealed extends WhatIsSealed {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenRequestsAreWrong extends BadInput {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatTheSdksShow extends SdksAsWritten {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class TheSdksThemselves extends SdksAtRealServices {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatTheEventsShow extends EventsAsWritten {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatTheGuidesShow extends GuidesAsWritten {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatTheTestModeShows extends TestModeAsWritten {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenEachIsRestarted extends RollingRestart {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatTracesShow extends OneTrace {}

    @Nested
    @Order(Integer.MAX_VALUE)
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatOperatorsWatch extends WatchedMetrics {}

    @Test
    @DisplayName("invariants I3 and I12: no refresh token is shown twice, no event is lost and no account")
    void renewalsOfBothReplicasNeverMeet() {
        Application application = Application.strict(stack);
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
        assertUndoubled(application);
        Events.assertComplete(stack, accounts);
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
        Application application = Application.strict(stack);
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
        assertUndoubled(application);
    }

    private static void assertUndoubled(Application application) {
        assertThat(application.truth().count("overlaps_max")).as("overlaps").isZero();
        assertThat(application.truth().count("replays_seen")).as("replays").isZero();
        assertThat(application.truth().count("families_killed"))
                .as("families killed")
                .isZero();
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .as("presentations of one refresh token")
                .isEqualTo(1);
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
