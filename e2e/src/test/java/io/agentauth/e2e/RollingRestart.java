// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Events;
import io.agentauth.e2e.support.Http;
import io.agentauth.e2e.support.Metrics;
import io.agentauth.e2e.support.Readers;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.demo.Page;
import io.agentauth.localstack.process.Child;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What an upgrade does: every process of every service is told to end and started again, one after the other, in an order by chance
 * ({@code -Drolling.seed=…} repeats one), while tokens are read and renewed and people are on their way.
 */
abstract class RollingRestart {
    private static final int ACCOUNTS = 16;
    private static final int ACCESS_LIFE = 15;
    /** So that there are renewals in the air when a process is told to end. */
    private static final int REFRESH_TAKES_MS = 2_000;

    private static final Duration STOP_MAX = Duration.ofSeconds(40);
    private static final Duration NOTICED_MAX = Duration.ofSeconds(10);
    private static final Duration IN_THE_AIR_MAX = Duration.ofSeconds(60);

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
    }

    @Test
    @DisplayName("invariants I2, I3 and I9: every replica is restarted under load: no read fails twice,"
            + " each refresh token is shown once, and people who were on their way arrive")
    void everyReplicaIsRestartedWhileEverythingGoesOn() {
        long seed = Long.getLong("rolling.seed", System.nanoTime());
        List<Child> order = inSomeOrder(seed);
        Application application = Application.strict(stack);
        application.truth().switches("{'access_lifetime': " + ACCESS_LIFE + "}");
        List<String> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> application.connected("user_" + i))
                .toList();
        List<OnTheWay> early = List.of(
                OnTheWay.withALink(application), OnTheWay.atOurPage(application), OnTheWay.atTheProvider(application));
        application
                .truth()
                .switches("{'access_lifetime': %d, 'latency': {'ms': %d, 'of': 'REFRESH'}}"
                        .formatted(ACCESS_LIFE, REFRESH_TAKES_MS));

        long began = System.nanoTime();
        List<String> late = new ArrayList<>();
        List<String> stops = new ArrayList<>();
        Readers readers = Readers.of(application, accounts);
        try (readers) {
            for (Child replica : order) {
                OnTheWay person = OnTheWay.atTheProvider(application);
                awaitSomethingInTheAir(replica);
                stops.add(replica.name() + " " + stop(replica).toMillis() + " ms");
                replica.start();
                late.add(person.arrives());
                stack.awaitReady(replica);
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        early.forEach(person -> late.add(person.arrives()));
        System.out.printf(
                "rolling restart: seed %d, %d s, %d reads, %d asked again, %d renewals; stopped %s%n",
                seed,
                took.toSeconds(),
                readers.reads(),
                readers.retried().size(),
                application.truth().count("refreshes"),
                stops);

        assertThat(readers.failures())
                .as("reads that failed twice, seed %d", seed)
                .isEmpty();
        assertRenewed(application, took);
        List<String> all = Stream.concat(accounts.stream(), late.stream()).toList();
        assertActive(application, all);
        assertShownOnce(application);
        Events.assertComplete(stack, all);
    }

    private static void assertRenewed(Application application, Duration took) {
        assertThat(application.truth().families())
                .filteredOn(family -> family.path("user_name").asText().startsWith("user_"))
                .hasSize(ACCOUNTS)
                .allSatisfy(family -> assertThat(family.path("refreshes").asLong())
                        .as("renewals of %s", family)
                        .isGreaterThanOrEqualTo(took.toSeconds() / (ACCESS_LIFE + 5)));
    }

    private static void assertActive(Application application, List<String> accounts) {
        application.truth().switches("{'access_lifetime': 3600}");
        assertThat(accounts).allSatisfy(account -> {
            assertThat(application.refresh(account).status()).isEqualTo(200);
            assertThat(application.status(account)).isEqualTo("active");
            assertThat(application.truth().isValid(application.token(account))).isTrue();
        });
    }

    private static List<Child> inSomeOrder(long seed) {
        List<Child> order = new ArrayList<>();
        for (Part service : Part.services()) {
            order.add(stack.child(service, 0));
            order.add(stack.child(service, 1));
        }
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** Told to end, it says that it is not ready while it still serves, and ends by itself. Returns how long that took. */
    private static Duration stop(Child replica) {
        long began = System.nanoTime();
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> replica.stop(STOP_MAX));
        await(replica.name() + " says that it is not ready")
                .atMost(NOTICED_MAX)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> readiness(replica) != 200);
        assertThat(readiness(replica))
                .as("readiness of %s, which still serves", replica.name())
                .isEqualTo(503);
        assertThat(stopped.join()).as("%s ended by itself", replica.name()).isTrue();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static int readiness(Child replica) {
        return Http.status("http://127.0.0.1:" + replica.managementPort() + "/q/health/ready");
    }

    /** A token-refresher is told to end while it waits for a provider. */
    private static void awaitSomethingInTheAir(Child replica) {
        if (replica.name().startsWith(Part.TOKEN_REFRESHER.wireName())) {
            await("renewals in the air of " + replica.name())
                    .atMost(IN_THE_AIR_MAX)
                    .until(() -> Metrics.sum(List.of(replica), "agentauth_renewal_under_way") > 0);
        }
    }

    /** By the provider's own count, and by ours: what was written down was sent, answered, and stored, once. */
    private static void assertShownOnce(Application application) {
        await("nothing is in the air").atMost(IN_THE_AIR_MAX).untilAsserted(() -> {
            Map<String, Long> outcomes = outcomes(application.clientId());
            assertThat(outcomes).containsOnlyKeys("renewed");
            assertThat(outcomes.get("renewed")).isEqualTo(application.truth().count("refresh_presentations"));
        });
        assertThat(application.truth().count("refreshes"))
                .as("presentations that were refused")
                .isEqualTo(application.truth().count("refresh_presentations"));
        assertThat(application.truth().count("code_replays_seen"))
                .as("codes shown twice")
                .isZero();
        application.truth().assertUndoubled();
    }

    private static Map<String, Long> outcomes(String clientId) {
        try (var database = DriverManager.getConnection(stack.superuserJdbcUrl(Part.TOKEN_REFRESHER));
                var query = database.prepareStatement(
                        """
                        select coalesce(a.outcome, 'none yet'), count(*)
                          from attempt as a join "grant" as g on g.id = a.grant_id where g.client_id = ? group by 1
                        """)) {
            query.setString(1, clientId);
            Map<String, Long> outcomes = new HashMap<>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    outcomes.put(rows.getString(1), rows.getLong(2));
                }
            }
            return outcomes;
        } catch (SQLException e) {
            throw new IllegalStateException("the database of token-refresher does not answer", e);
        }
    }

    /** Somebody who has begun to connect an account. */
    private record OnTheWay(Application application, String account, Browser browser, Stage stage) {
        private sealed interface Stage {
            /** The application has made a link. */
            record Link(URI link) implements Stage {}

            /** The person sees who asks for what. */
            record OurPage(Page page) implements Stage {}

            /** The person is asked at the provider. */
            record ProviderPage(Page page) implements Stage {}
        }

        static OnTheWay withALink(Application application) {
            String account = application.account("with_a_link");
            return new OnTheWay(application, account, new Browser(), new Stage.Link(application.link(account)));
        }

        static OnTheWay atOurPage(Application application) {
            String account = application.account("at_our_page");
            Browser browser = new Browser();
            return new OnTheWay(
                    application, account, browser, new Stage.OurPage(browser.open(application.link(account))));
        }

        static OnTheWay atTheProvider(Application application) {
            String account = application.account("at_the_provider_" + System.nanoTime());
            Browser browser = new Browser();
            return new OnTheWay(
                    application,
                    account,
                    browser,
                    new Stage.ProviderPage(Application.consentPage(browser, application.link(account))));
        }

        /** Goes on to the end; returns the account. */
        String arrives() {
            Page consent =
                    switch (stage) {
                        case Stage.Link(URI link) -> Application.consentPage(browser, link);
                        case Stage.OurPage(Page page) -> browser.press(page, "continue");
                        case Stage.ProviderPage(Page page) -> page;
                    };
            Page back = Application.back(browser, browser.press(consent, "allow", Map.of("user_name", account)));
            assertThat(Application.query(back.at()))
                    .containsEntry("status", "active")
                    .containsEntry("account_id", account);
            return account;
        }
    }
}
