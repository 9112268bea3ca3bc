// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.fault.CrashRules.Armed;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Events;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fault matrix, row 1: token-refresher dies at each point of a renewal, with an account of each rotation class at that point. What the provider's truth log
 * says was lost may be lost, and nothing else.
 *
 * <p>There is one death a point: it comes when an account of every class stands there in one process. Until all have died nothing is recovered, so that
 * each account is interrupted once. Then time passes, as far as token-refresher can tell.
 */
@Order(6)
@Tag("fault")
class CrashPointsIT {
    private static final int REFRESHERS = 2;
    private static final int CONNECTED_AT_ONCE = 4;
    private static final Duration REACHED_MAX = Duration.ofSeconds(90);
    private static final Duration HEALED_MAX = Duration.ofSeconds(180);
    private static final Duration LATER = Duration.ofHours(10);

    private static LocalStack stack;
    private static CrashRules rules;
    private static Grants grants;

    @BeforeAll
    static void start() throws IOException {
        rules = new CrashRules(Tools.byteman(), Tools.folder("crash-points"));
        stack = Stacks.named("crash-points")
                .replicas(Part.TOKEN_REFRESHER, REFRESHERS)
                .jvmOptions(Part.TOKEN_REFRESHER, rules.jvmOptions())
                // Whoever stands at a point stands there as long as it takes; what these times hold up is let pass
                // below.
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "10m")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "30m")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.send-within", "2m")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.sweep-every", "100ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.renewal.recover-after", "500ms")
                .config(
                        Part.TOKEN_REFRESHER,
                        "agent-auth.renewal.settle-set",
                        Integer.toString(Rotation.values().length))
                .config(Part.TOKEN_REFRESHER, "agent-auth.push.repeat-every", "200ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.push.repeat-after", "500ms")
                .config(Part.TOKEN_REFRESHER, "agent-auth.outbox.lease", "1s")
                .start();
        grants = new Grants(stack);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @DisplayName(
            "Fault matrix 1: kill -9 at CP0 to CP12, for classes N, G, S, R and U: no account is lost but by the provider's own truth, and no event")
    void onlyWhatTheProviderAloneKnewIsLost() throws Exception {
        // Given
        Map<Point, List<Account>> accounts = connected();
        List<Account> all = accounts.values().stream().flatMap(List::stream).toList();

        // When
        rules.holdBack(Rotation.values().length);
        dieByHint(accounts);
        accounts.forEach((point, atPoint) -> {
            if (!point.isReachedByHint()) {
                die(point, atPoint, () -> {
                    grants.fallDue(atPoint);
                    rules.sweepOnce();
                });
                revive();
            }
        });
        Map<Account, Integer> shown = new HashMap<>();
        all.forEach(account -> shown.put(account, account.assertInterrupted()));
        grants.fallDue(accounts.get(Point.CP0));
        rules.letGo();

        // Then
        heal(all, shown);
        all.forEach(Account::assertJust);
        all.stream().map(Account::application).distinct().forEach(CrashPointsIT::assertNothingOverlapped);
        Events.assertComplete(stack, all.stream().map(Account::id).toList());
    }

    /** One barrier after the other is taken away: until then, whom it concerns is not presented again. */
    private static void heal(List<Account> all, Map<Account, Integer> shown) {
        List<Account> interrupted = only(all, account -> account.point().leavesAnAttempt());
        List<Account> held = only(interrupted, Account::isHeld);
        List<Account> ofClassR = only(held, account -> account.rotation() == Rotation.R);

        grants.passDeadlines(interrupted);
        awaitHealed(only(all, account -> !account.isHeld()));
        held.forEach(account -> account.assertNotShownAgain(shown.get(account)));

        grants.passHolds(held);
        awaitHealed(only(held, account -> account.rotation() != Rotation.R));
        ofClassR.forEach(account -> account.assertNotShownAgain(shown.get(account)));

        grants.expire(ofClassR);
        awaitHealed(ofClassR);
    }

    private static void awaitHealed(List<Account> accounts) {
        accounts.forEach(account -> patiently(account.toString(), HEALED_MAX).untilAsserted(account::assertHealed));
    }

    private static List<Account> only(List<Account> accounts, Predicate<Account> which) {
        return accounts.stream().filter(which).toList();
    }

    /** One of each class for each point. */
    private static Map<Point, List<Account>> connected() {
        Map<Rotation, Application> applications = new EnumMap<>(Rotation.class);
        for (Rotation rotation : Rotation.values()) {
            Application application = Application.ofClass(stack, rotation.name());
            application.truth().switches(rotation.switches(""));
            applications.put(rotation, application);
        }
        Map<Point, List<Account>> accounts = new EnumMap<>(Point.class);
        try (ExecutorService people = Executors.newFixedThreadPool(CONNECTED_AT_ONCE)) {
            List<Future<Account>> coming = Arrays.stream(Point.values())
                    .flatMap(point -> Arrays.stream(Rotation.values())
                            .map(rotation -> people.submit(
                                    () -> Account.connected(rotation, point, applications.get(rotation)))))
                    .toList();
            for (Future<Account> each : coming) {
                Account account = each.get();
                accounts.computeIfAbsent(account.point(), _ -> new ArrayList<>())
                        .add(account);
            }
        } catch (ExecutionException e) {
            throw new AssertionError("somebody could not be connected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return accounts;
    }

    /** Each of two replicas dies of hints to itself. Neither comes back before both are dead, since Kafka would deal the partitions anew. */
    private static void dieByHint(Map<Point, List<Account>> accounts) throws Exception {
        try (Hints hints = new Hints(stack)) {
            patiently("every replica listens", REACHED_MAX)
                    .until(() -> hints.listeners().size() == REFRESHERS);
            List<Integer> partitions = new ArrayList<>(hints.listeners());
            for (Point point : Point.values()) {
                if (point.isReachedByHint()) {
                    List<Account> due = accounts.get(point);
                    die(point, due, () -> {
                        grants.fallDue(due);
                        hints.send(grants.announcements(due), partitions.removeLast());
                    });
                    // The hint of CP0 is not committed, and Kafka gives it to somebody else: too early, for this test.
                    grants.areDueLater(due, LATER);
                }
            }
        }
        revive();
    }

    /** A replica ends when all these accounts stand at the point in it. */
    private static void die(Point point, List<Account> accounts, Runnable begin) {
        accounts.forEach(account ->
                account.application().truth().switches(account.rotation().switches(point.stall())));
        long alive = alive();
        Armed armed = rules.armTogether(
                point.name(), accounts.stream().map(Account::id).toList());
        begin.run();
        if (point.meetsAtProvider()) {
            patiently("all requests are at the provider", REACHED_MAX).until(() -> accounts.stream()
                    .allMatch(account -> account.application().truth().held() == 1));
            release(accounts);
        }
        patiently("an account of each class stands at " + point, REACHED_MAX).until(armed::fired);
        patiently("somebody ended at " + point, REACHED_MAX).until(() -> alive() < alive);
        accounts.forEach(account ->
                account.application().truth().switches(account.rotation().switches("")));
        release(accounts);
    }

    private static void release(List<Account> accounts) {
        accounts.forEach(account -> account.application().truth().release());
    }

    /** Whoever died is started again, without waiting for it. */
    private static void revive() {
        refreshers().forEach(Child::start);
    }

    private static void assertNothingOverlapped(Application application) {
        assertThat(application.truth().count("overlaps_max"))
                .as("overlapping presentations at " + application.clientId())
                .isZero();
    }

    private static ConditionFactory patiently(String what, Duration most) {
        return await(what).atMost(most).pollInterval(Duration.ofMillis(50));
    }

    private static long alive() {
        return refreshers().stream().filter(Child::isAlive).count();
    }

    private static List<Child> refreshers() {
        return IntStream.range(0, REFRESHERS)
                .mapToObj(i -> stack.child(Part.TOKEN_REFRESHER, i))
                .toList();
    }
}
