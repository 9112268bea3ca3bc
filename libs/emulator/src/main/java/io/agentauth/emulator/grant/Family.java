// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All tokens that descend from one consent for one slot: they live and die together. */
public final class Family {
    private final String id;
    private final String provider;
    private final String clientId;
    private final String slot;
    private final Person person;
    private final List<String> scopes;
    private final String redirectUri;
    private final Instant begunAt;
    private @Nullable RefreshToken current;
    private @Nullable AccessToken access;
    private @Nullable Instant endedAt;
    private String endReason = "";
    private int refreshes;

    Family(String id, Code code, String slot, List<String> scopes, Instant begunAt) {
        this.id = id;
        this.provider = code.asked().provider();
        this.clientId = code.asked().clientId();
        this.slot = slot;
        this.person = code.person();
        this.scopes = List.copyOf(scopes);
        this.redirectUri = code.asked().redirectUri();
        this.begunAt = begunAt;
    }

    public String id() {
        return id;
    }

    public String provider() {
        return provider;
    }

    public String clientId() {
        return clientId;
    }

    public String slot() {
        return slot;
    }

    public Person person() {
        return person;
    }

    public List<String> scopes() {
        return scopes;
    }

    /** The one of its authorization request. */
    public String redirectUri() {
        return redirectUri;
    }

    public Instant begunAt() {
        return begunAt;
    }

    /** The newest refresh token, if the family has any. */
    public Optional<RefreshToken> current() {
        return Optional.ofNullable(current);
    }

    /** The newest access token. */
    public Optional<AccessToken> access() {
        return Optional.ofNullable(access);
    }

    public boolean isEnded() {
        return endedAt != null;
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    /** Why it ended, else empty. */
    public String endReason() {
        return endReason;
    }

    public int refreshes() {
        return refreshes;
    }

    void issued(AccessToken newest, @Nullable RefreshToken newestRefresh) {
        access = newest;
        current = newestRefresh == null ? current : newestRefresh;
    }

    void refreshed() {
        refreshes++;
    }

    boolean end(Instant now, String reason) {
        if (endedAt != null) {
            return false;
        }
        endedAt = now;
        endReason = reason;
        return true;
    }
}
