// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.agentauth.account.adoption.Adopted.Result;
import io.agentauth.account.adoption.HeldAccount.Identity;
import io.agentauth.account.adoption.HeldAccount.State;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Sealed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeldAccountTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final EnvironmentId ENVIRONMENT = EnvironmentId.next();
    private static final AccountId ACCOUNT = AccountId.next();

    @Test
    void everyOrderOfArrivalEndsEqual() {
        List<Consumer<HeldAccount>> news = List.of(
                account -> account.adopt(push(0, 1, 1)),
                account -> account.adopt(push(0, 1, 2)),
                account -> account.end("main", new GrantEnd(1, 2, "refresh_token_expired")),
                account -> account.adopt(push(0, 2, 1)),
                account -> account.changeHealth("degraded", START.plusSeconds(201)),
                account -> account.adopt(push(0, 2, 2)),
                account -> account.end("main", new GrantEnd(2, 1, "user_revoked")));

        Set<Object> ends = new HashSet<>();
        permutations(news).forEach(order -> ends.add(endOf(order)));

        assertThat(ends).hasSize(1);
        assertThat(endOf(news)).hasToString("active null healthy 2 [a]");
    }

    @Test
    void whatWasToldIsOfTheGenerationInUseAndOfAllItsSlots() {
        HeldAccount account = fresh("pending_auth", 0, 0);

        account.adopt(push("main", 0, 1, 1));
        account.adopt(push("bot", 0, 1, 1));
        account.adopt(push("main", 0, 1, 2));

        assertThat(account.facts()).containsOnly(entry("company_main", "c-2"), entry("company_bot", "c-1"));

        account.adopt(push("main", 0, 2, 1));

        assertThat(account.facts()).isEmpty();
    }

    @Test
    void everyOrderThatEndsWithADeadGrantIsExpired() {
        List<Consumer<HeldAccount>> news = List.of(
                account -> account.adopt(push(0, 1, 1)),
                account -> account.adopt(push(0, 1, 2)),
                account -> account.end("main", new GrantEnd(1, 1, "provider_signal")),
                account -> account.end("main", new GrantEnd(1, 2, "user_revoked")),
                account -> account.adopt(push(0, 1, 2)));

        Set<Object> ends = new HashSet<>();
        permutations(news).forEach(order -> ends.add(endOf(order)));

        assertThat(ends).hasSize(1);
        assertThat(endOf(news)).hasToString("expired user_revoked healthy 1 [a]");
    }

    @Test
    void whatIsNotHigherIsKnown() {
        HeldAccount account = fresh("pending_auth", 0, 0);

        assertThat(account.adopt(push(0, 1, 2))).isEqualTo(Result.ADOPTED);
        assertThat(account.adopt(push(0, 1, 2))).isEqualTo(Result.KNOWN);
        assertThat(account.adopt(push(0, 1, 1))).isEqualTo(Result.KNOWN);
        assertThat(account.adopt(push(1, 1, 1))).isEqualTo(Result.ADOPTED);
        assertThat(account.adopt(push(0, 1, 3))).isEqualTo(Result.KNOWN);
    }

    @Test
    @DisplayName("I10: no token of a generation that the application did not confirm is taken, whoever brings it")
    void whatNobodyConfirmedIsLost() {
        HeldAccount account = fresh("pending_verification", 0, 0);
        account.hasUnconfirmed(2);

        assertThat(account.adopt(push(0, 2, 1))).isEqualTo(Result.LOST);
        assertThat(account.after().status()).isEqualTo("pending_verification");
        assertThat(account.adopt(push(0, 1, 1))).isEqualTo(Result.ADOPTED);
        assertThat(account.adopt(push(1, 2, 2))).isEqualTo(Result.LOST);
    }

    @Test
    void whatHasEndedStaysLost() {
        HeldAccount disconnected = fresh("disconnected", 3, 3);

        assertThat(disconnected.adopt(push(0, 3, 9))).isEqualTo(Result.LOST);
        assertThat(disconnected.after().status()).isEqualTo("disconnected");
        assertThat(disconnected.adopt(push(0, 4, 1))).isEqualTo(Result.ADOPTED);
        assertThat(disconnected.after().status()).isEqualTo("active");
        assertThat(disconnected.adopt(push(0, 3, 10))).isEqualTo(Result.LOST);
    }

    @Test
    void aPausedAccountKeepsItsTokensFreshAndStaysPaused() {
        HeldAccount paused = fresh("paused", 1, 0);

        assertThat(paused.adopt(push(0, 1, 2))).isEqualTo(Result.ADOPTED);
        assertThat(paused.adopt(push(0, 2, 1))).isEqualTo(Result.ADOPTED);
        assertThat(paused.after().status()).isEqualTo("paused");
        assertThat(paused.isActivated()).isFalse();
    }

    @Test
    void oneDeadGrantOfSeveralExpiresTheAccount() {
        HeldAccount account = fresh("active", 1, 0);
        account.adopt(push(0, 1, 2));
        account.end("main", new GrantEnd(1, 2, "user_revoked"));

        account.adopt(push("user", 0, 1, 1));

        assertThat(account.after().status()).isEqualTo("expired");
    }

    private static Object endOf(List<Consumer<HeldAccount>> news) {
        HeldAccount account = fresh("pending_auth", 0, 0);
        news.forEach(one -> one.accept(account));
        State end = account.after();
        return String.join(
                " ",
                end.status(),
                String.valueOf(end.statusReason()),
                end.health(),
                Long.toString(end.generation()),
                end.grantedScopes().toString());
    }

    private static HeldAccount fresh(String status, long generation, long ended) {
        return new HeldAccount(
                new Identity(ACCOUNT, ENVIRONMENT, ConnectionId.next(), "emulated", "main", false, ended),
                new State(status, null, "healthy", null, generation, List.of(), null, 1));
    }

    private static TokenPush push(long epoch, long generation, long version) {
        return push("main", epoch, generation, version);
    }

    private static TokenPush push(String slot, long epoch, long generation, long version) {
        return new TokenPush(
                epoch,
                ENVIRONMENT,
                ACCOUNT,
                null,
                slot,
                generation,
                version,
                null,
                new Sealed(new byte[0]),
                "Bearer",
                null,
                START.plusSeconds(100 * generation + version),
                null,
                null,
                null,
                List.of("a"),
                null,
                generation == 1
                        ? Map.of("company_" + slot, "c-" + version, "Not A Name", "x", "long", "x".repeat(501))
                        : null,
                null,
                null);
    }

    private static <T> List<List<T>> permutations(List<T> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            List<T> rest = new ArrayList<>(of);
            T first = rest.remove(i);
            permutations(rest).forEach(tail -> {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            });
        }
        return all;
    }
}
