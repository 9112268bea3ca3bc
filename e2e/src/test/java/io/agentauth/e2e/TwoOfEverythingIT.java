// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import io.agentauth.e2e.support.Collector;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two replicas of each service behind a balancer, at a provider that ends the family when a refresh token is shown twice. */
@Order(2)
@Execution(ExecutionMode.SAME_THREAD)
class TwoOfEverythingIT {
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
        // A machine that is busy with starts must not look like a provider that is away.
        two.config(Part.TOKEN_REFRESHER, "agent-auth.upstream.connect-timeout", "30s");
        two.config(
                Part.CONNECTION_SERVICE,
                "agent-auth.identity.services.account-service.secrets-expire-at",
                "2099-01-01T00:00:00Z");
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

    /** What leaves the stack as it is: each has clients and accounts of its own, and most of it waits. */
    @Nested
    @Order(1)
    @Execution(ExecutionMode.SAME_THREAD)
    class SideBySide {
        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class WhatPeopleAndApplicationsDo {
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
            class WhenThereIsNoBrowser extends InAnotherBrowser {}

            @Nested
            @Execution(ExecutionMode.SAME_THREAD)
            class WhoseAppAndProviderItIs extends AppsAndProviders {}

            @Nested
            @Execution(ExecutionMode.SAME_THREAD)
            class WhenRequestsAreWrong extends BadInput {}

            @Nested
            @Execution(ExecutionMode.SAME_THREAD)
            class WhatTracesShow extends OneTrace {}
        }

        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class WhatIsWritten {
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
        }

        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class WhenBothRenew extends SharedRenewals {}
    }

    @Nested
    @Order(2)
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenItIsSealed extends WhatIsSealed {}

    @Nested
    @Order(3)
    @Execution(ExecutionMode.SAME_THREAD)
    class WhenEachIsRestarted extends RollingRestart {}

    @Nested
    @Order(Integer.MAX_VALUE)
    @Execution(ExecutionMode.SAME_THREAD)
    class WhatOperatorsWatch extends WatchedMetrics {}
}
