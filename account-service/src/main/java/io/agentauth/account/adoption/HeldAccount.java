// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.Adopted.Result;
import io.agentauth.account.adoption.TokenPush.ProviderAccount;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.providers.Site;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An account whose row is locked, with its tokens and ended grants: the rules by which news changes it. Pure, and the same in every order:
 * of tokens the highest mark counts, of a grant's ends the highest, of health the latest.
 */
final class HeldAccount {
    static final String ACTIVE = "active";
    static final String EXPIRED = "expired";
    static final String PAUSED = "paused";
    static final String HEALTHY = "healthy";
    private static final String NO_REFRESH_TOKEN = "no_refresh_token";

    /** What never changes here. */
    record Identity(
            AccountId id,
            EnvironmentId environmentId,
            ConnectionId connectionId,
            String provider,
            String defaultSlot,
            boolean deleted,
            long generationEnded) {}

    /** What may change, as it was when the row was locked. */
    record State(
            String status,
            @Nullable String statusReason,
            String health,
            @Nullable Instant healthAt,
            long generation,
            List<String> grantedScopes,
            @Nullable Instant lastRefreshedAt,
            long version) {}

    private final Identity identity;
    private final State before;
    private final Map<String, TokenMark> tokens = new HashMap<>();
    private final Map<String, GrantEnd> ends = new HashMap<>();
    private final Set<Long> unconfirmed = new HashSet<>();
    private final Map<String, TokenPush> adopted = new HashMap<>();
    private final Map<String, GrantEnd> ended = new HashMap<>();
    private String status;
    private @Nullable String statusReason;
    private String health;
    private @Nullable Instant healthAt;
    private long generation;
    private Set<String> grantedScopes;
    private @Nullable Instant lastRefreshedAt;
    private ProviderAccount known = ProviderAccount.UNKNOWN;
    private ProviderAccount providerAccount = ProviderAccount.UNKNOWN;
    private final Map<String, String> facts = new TreeMap<>();
    private @Nullable List<Site> sites;
    private boolean newGeneration;
    private boolean activated;
    private @Nullable EventId cause;

    HeldAccount(Identity identity, State before) {
        this.identity = identity;
        this.before = before;
        status = before.status();
        statusReason = before.statusReason();
        health = before.health();
        healthAt = before.healthAt();
        generation = before.generation();
        grantedScopes = new LinkedHashSet<>(before.grantedScopes());
        lastRefreshedAt = before.lastRefreshedAt();
    }

    /** Whose account it is at the provider, as far as that is known. */
    void hasOwner(ProviderAccount account) {
        known = account;
    }

    void hasToken(String slot, TokenMark mark) {
        tokens.put(slot, mark);
    }

    void hasEnd(String slot, GrantEnd end) {
        ends.put(slot, end);
    }

    /** The application has to confirm who consented to that generation, and has not. */
    void hasUnconfirmed(long ofGeneration) {
        unconfirmed.add(ofGeneration);
    }

    /** Takes a token if it is higher than what is there, and its generation has not lost and is not one that nobody confirmed. */
    Result adopt(TokenPush push) {
        if (identity.deleted()
                || push.generation() <= identity.generationEnded()
                || unconfirmed.contains(push.generation())
                || isOlderThanInUse(push)) {
            return Result.LOST;
        }
        TokenMark held = tokens.getOrDefault(push.slot(), TokenMark.NONE);
        if (push.mark().compareTo(held) <= 0) {
            return Result.KNOWN;
        }
        tokens.put(push.slot(), push.mark());
        adopted.put(push.slot(), push);
        if (push.generation() != generation) {
            begin(push);
        } else {
            grantedScopes.addAll(push.granted());
        }
        if (push.providerAccount() != null) {
            providerAccount = push.providerAccount();
        }
        facts.putAll(push.told());
        sites = push.sites() == null ? sites : push.sites();
        lastRefreshedAt = later(lastRefreshedAt, push.receivedAt());
        changeHealth(HEALTHY, push.receivedAt());
        settle();
        return Result.ADOPTED;
    }

    private boolean isOlderThanInUse(TokenPush push) {
        long epoch = tokens.values().stream()
                .filter(mark -> mark.generation() == generation)
                .mapToLong(TokenMark::epoch)
                .max()
                .orElse(Long.MIN_VALUE);
        return push.generation() < generation && push.epoch() <= epoch;
    }

    private void begin(TokenPush push) {
        generation = push.generation();
        newGeneration = true;
        facts.clear();
        grantedScopes = new LinkedHashSet<>(push.granted());
        activate();
        if (status.equals(ACTIVE) && NO_REFRESH_TOKEN.equals(push.reason())) {
            statusReason = NO_REFRESH_TOKEN;
        }
    }

    private void activate() {
        if (!status.equals(PAUSED)) {
            status = ACTIVE;
            statusReason = null;
            activated = true;
        }
    }

    /** Notes that a slot's grant is dead up to that version. */
    boolean end(@Nullable String slot, GrantEnd end) {
        String of = slot == null ? identity.defaultSlot() : slot;
        GrantEnd known = ends.get(of);
        if (identity.deleted() || (known != null && !end.isAbove(known))) {
            return false;
        }
        ends.put(of, end);
        ended.put(of, end);
        settle();
        return true;
    }

    /** The account is expired while a token that it has in use belongs to a dead grant, and lives again when none does. */
    private void settle() {
        if (generation <= identity.generationEnded()) {
            return;
        }
        Optional<GrantEnd> dead = ends.entrySet().stream()
                .filter(end -> isInUse(end.getKey(), end.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .findFirst();
        if (dead.isPresent() && (status.equals(ACTIVE) || status.equals(PAUSED) || status.equals(EXPIRED))) {
            status = EXPIRED;
            statusReason = dead.get().reason();
        } else if (dead.isEmpty() && status.equals(EXPIRED)) {
            activate();
        }
    }

    private boolean isInUse(String slot, GrantEnd end) {
        TokenMark token = tokens.getOrDefault(slot, TokenMark.NONE);
        return token.generation() == generation && end.covers(token.generation(), token.version());
    }

    /** Takes how renewals go, if nothing later was heard. */
    boolean changeHealth(String to, Instant at) {
        if (healthAt != null && !at.isAfter(healthAt)) {
            return false;
        }
        healthAt = at;
        health = to;
        return true;
    }

    void causedBy(@Nullable EventId event) {
        cause = event;
    }

    Identity identity() {
        return identity;
    }

    /** As it is to be stored. */
    State after() {
        return new State(
                status,
                statusReason,
                health,
                healthAt,
                generation,
                List.copyOf(grantedScopes),
                lastRefreshedAt,
                before.version() + 1);
    }

    boolean isChanged() {
        return !adopted.isEmpty() || !ended.isEmpty() || !Objects.equals(healthAt, before.healthAt());
    }

    boolean hasNewGeneration() {
        return newGeneration;
    }

    boolean isActivated() {
        return activated;
    }

    /** Whether it is another person's at the provider than it was. */
    boolean hasAnotherOwner() {
        return known.subject() != null
                && providerAccount.subject() != null
                && !known.whose().isSameAs(providerAccount.whose());
    }

    boolean isExpiredNow() {
        return status.equals(EXPIRED) && (activated || !before.status().equals(EXPIRED));
    }

    boolean isHealthChanged() {
        return !health.equals(before.health());
    }

    @Nullable
    EventId cause() {
        return cause;
    }

    ProviderAccount providerAccount() {
        return providerAccount;
    }

    /** What was told of it beside its tokens: all that is known where there is a new generation, else what is new. */
    Map<String, String> facts() {
        return facts;
    }

    /** What the consent is good for; null where nothing new is known. */
    @Nullable
    List<Site> sites() {
        return sites;
    }

    Map<String, TokenPush> adopted() {
        return adopted;
    }

    Map<String, GrantEnd> ended() {
        return ended;
    }

    private static Instant later(@Nullable Instant known, Instant other) {
        return known == null || other.isAfter(known) ? other : known;
    }
}
