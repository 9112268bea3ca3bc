// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.adoption.Health;
import io.agentauth.account.ending.Ending;
import io.agentauth.events.AccountDeleted;
import io.agentauth.events.AccountDisconnected;
import io.agentauth.events.AccountEvent;
import io.agentauth.events.AccountPaused;
import io.agentauth.events.AccountResumed;
import io.agentauth.events.AccountRevoked;
import io.agentauth.events.AccountUpdated;
import io.agentauth.events.Actor;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Site;
import io.agentauth.providers.StaticCredentials;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connected account as it is stored.
 *
 * @param authType how the person connects it
 * @param suspended whether the provider refuses the connection
 * @param facts what the provider told of it beside its tokens, and where its API is, by name
 * @param sites what the consent is good for, where the provider lists that
 */
record Account(
        AccountId id,
        EnvironmentId environmentId,
        ConnectionId connectionId,
        String provider,
        String authType,
        Identity identity,
        Standing standing,
        boolean suspended,
        Health health,
        Map<String, Object> metadata,
        Scopes scopes,
        Optional<Person> person,
        Map<String, String> facts,
        List<Site> sites,
        Times times,
        String defaultSlot,
        long version) {
    /** Whose account it is: with environment and connection the key that gets or creates. */
    record Identity(String type, String identifier, String alias) {}

    /** What was granted, and what of the wished is missing. */
    record Scopes(List<String> granted, List<String> missing) {}

    /** Who it is at the provider. */
    record Person(String id, @Nullable String email, @Nullable String name) {}

    /** When what happened. */
    record Times(
            Instant createdAt, Instant updatedAt, @Nullable Instant lastRefreshedAt, @Nullable Instant lastUsedAt) {}

    /** As callers see it. */
    AccountStatus status() {
        return standing.shown(suspended);
    }

    /** Of the closed list, or null. */
    @Nullable
    StatusReason statusReason() {
        String reason = standing.reason();
        return status() == AccountStatus.ERROR
                ? StatusReason.CLIENT_INVALID
                : reason == null ? null : StatusReason.shown(reason);
    }

    Account with(Standing next) {
        return new Account(
                id,
                environmentId,
                connectionId,
                provider,
                authType,
                identity,
                next,
                suspended,
                health,
                metadata,
                scopes,
                person,
                facts,
                sites,
                times,
                defaultSlot,
                version + 1);
    }

    Account with(Map<String, Object> newMetadata) {
        return new Account(
                id,
                environmentId,
                connectionId,
                provider,
                authType,
                identity,
                standing,
                suspended,
                health,
                newMetadata,
                scopes,
                person,
                facts,
                sites,
                times,
                defaultSlot,
                version + 1);
    }

    /** What {@code change} did to get here. */
    AccountEvent event(Change change, Actor actor) {
        long generation = standing.generations().last();
        return switch (change) {
            case Change.Pause _ ->
                new AccountPaused(
                        environmentId,
                        id,
                        connectionId,
                        provider,
                        standing.generations().current(),
                        version,
                        actor);
            case Change.Resume _ ->
                new AccountResumed(
                        environmentId,
                        id,
                        connectionId,
                        provider,
                        standing.generations().current(),
                        version,
                        actor);
            case Change.Disconnect _ ->
                new AccountDisconnected(
                        environmentId, id, connectionId, provider, generation, version, endReason(), actor);
            case Change.Revoke _ ->
                new AccountRevoked(environmentId, id, connectionId, provider, generation, version, endReason(), actor);
            case Change.Delete _ ->
                new AccountDeleted(environmentId, id, connectionId, provider, generation, version, actor);
        };
    }

    /** That the metadata changed. */
    AccountEvent updated(Actor actor) {
        return new AccountUpdated(
                environmentId,
                id,
                connectionId,
                provider,
                version,
                standing.status().wireName(),
                actor);
    }

    /** Whether the person entered what the provider wants; there is nothing to renew, and nothing that anybody else holds. */
    boolean isStatic() {
        return StaticCredentials.AUTH_TYPES.contains(authType);
    }

    /** Whether nobody consents: the application itself has the right to its tokens. */
    boolean isMachine() {
        return MachineGrant.AUTH_TYPES.contains(authType);
    }

    /** Whether it is one that has no token, and to which nobody needs to consent: it can be connected at once. */
    boolean isUnconnectedMachine() {
        return isMachine()
                && switch (standing.status()) {
                    case PENDING_AUTH, EXPIRED, REVOKED, DISCONNECTED -> true;
                    case PENDING_VERIFICATION, ACTIVE, ERROR, PAUSED -> false;
                };
    }

    /** Whether it is one of those that has never been connected: what was ended on purpose is not begun anew by the way. */
    boolean isFreshMachine() {
        return isMachine() && standing.status() == AccountStatus.PENDING_AUTH;
    }

    /** Who has what the person entered last. */
    Holder holder() {
        return new Holder(
                environmentId,
                id,
                connectionId,
                defaultSlot,
                standing.generations().current());
    }

    /** Whether anybody was ever invited: only then there is something to end. */
    boolean hasGenerations() {
        return standing.generations().last() > 0;
    }

    /** Whether token-refresher has anything of it to end. */
    boolean isEndedElsewhere() {
        return hasGenerations() && !isStatic();
    }

    /** What token-refresher has to end. */
    Ending ending() {
        return new Ending(
                environmentId, id, connectionId, standing.generations().last());
    }

    private static String endReason() {
        return StatusReason.ADMIN_DISCONNECT.wireName();
    }
}
