// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Canaries;
import io.agentauth.e2e.support.Logs;
import io.agentauth.e2e.support.Metrics;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What providers can do wrong, and callers at the worst moment, on one stack with two replicas of token-refresher. Waits are about a twentieth
 * of the shipped ones. Whether a fault struck is told by the provider's truth log, never assumed.
 */
@Order(2)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@Tag("fault")
class ProviderFaultsIT {
    static final int REFRESHERS = 2;
    /** How long a token endpoint is waited for. Long enough to do something meanwhile, on a busy machine too. */
    static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final Duration TCP_USER_TIMEOUT = Duration.ofSeconds(1);
    /** A busy machine, too, lets a replica hang up before the other may present. */
    private static final Duration PAUSE_ALLOWANCE = Duration.ofSeconds(5);
    /** Within it, nobody presents again what may still be under way. */
    static final Duration HOLD = DEADLINE.plus(TCP_USER_TIMEOUT).plus(PAUSE_ALLOWANCE);

    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = Stacks.named("provider-faults")
                .replicas(Part.TOKEN_REFRESHER, REFRESHERS)
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", DEADLINE.toString())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", TCP_USER_TIMEOUT.toString())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", PAUSE_ALLOWANCE.toString())
                .config(
                        Part.TOKEN_REFRESHER,
                        "agent-auth.token-endpoint.lease",
                        DEADLINE.multipliedBy(3).toString())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.probe-every", "1s")
                // A wrong secret shows at once.
                .config(Part.TOKEN_REFRESHER, "agent-auth.connection.secret-overlap", "0s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.sweep-every", "100ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-after", "500ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.spread", "2s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.revocation.sweep-every", "200ms")
                .config(Part.CALLBACK_GATEWAY, "agent-auth.gateway.rate-limit.per-address", "100000")
                .start();
        secret(Application.CLIENT_SECRET);
        secret(stack.apiKey());
        secret(stack.installationKey());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    static LocalStack stack() {
        return stack;
    }

    /** A counter of token-refresher, over all replicas. */
    static double count(String counter) {
        return Metrics.sum(
                IntStream.range(0, REFRESHERS)
                        .mapToObj(replica -> stack.child(Part.TOKEN_REFRESHER, replica))
                        .toList(),
                counter);
    }

    /** Remembers what must not be found in any log, and returns it. */
    static String secret(String value) {
        SECRETS.add(value);
        return value;
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(1)
    class WhenHintsComeManyTimes extends DoubledHints {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(2)
    class WhenAnAccountEndsInFlight extends EndedInFlight {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(3)
    class WhenTheClientIsRefused extends RefusedClient {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(4)
    class WhenACallbackComesManyTimes extends SameCallback {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(5)
    class WhenAnswersAreLost extends LostAnswers {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(6)
    class WhenAnswersAreJunk extends JunkAnswers {}

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @Order(Integer.MAX_VALUE)
    class AfterAllThat {
        @Test
        @DisplayName("F1, G2: no service has logged a secret")
        void noServiceHasLoggedASecret() {
            new Logs(stack).assertFreeOf(SECRETS);
        }

        @Test
        @DisplayName(
                "F1: no secret of any flow is in PostgreSQL's files and WAL, in Kafka's logs or in ours, in no encoding, nor in what is zipped")
        void noSecretIsInAnyFile() {
            assertThat(Canaries.in(stack.data().resolve("servers"), SECRETS)).isEmpty();
            assertThat(Canaries.in(stack.logs(), SECRETS))
                    .filteredOn(found -> !found.startsWith("emulator"))
                    .isEmpty();
        }
    }
}
