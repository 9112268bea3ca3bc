// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AttemptId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.GrantId;
import io.agentauth.problems.ProblemJson;
import io.agentauth.refresher.grant.Claim;
import io.agentauth.refresher.grant.FreshToken;
import io.agentauth.refresher.grant.Health;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.grant.Schedule;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.vault.Sealed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One result, sealed as it would be stored, with what is needed to settle it later by its parent (rule R8), or to put it in the place of an
 * older one (rule R20). Byte arrays are base64 in JSON.
 *
 * @param attemptId of a renewal; null: the first token of a grant
 * @param epoch of the installation in which it was read; 0: before there were any
 * @param version that it becomes, and is sealed for
 * @param clientId that it was granted to; with a grant's first token only
 * @param parent hash of the token that was presented; null: the first token of a grant
 * @param hash of the refresh token in it
 * @param readAt by the clock of the process that read it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JournalEntry(
        GrantId grantId,
        @Nullable AttemptId attemptId,
        EnvironmentId environmentId,
        AccountId accountId,
        ConnectionId connectionId,
        String provider,
        String slot,
        long epoch,
        long generation,
        long version,
        @Nullable String clientId,
        byte @Nullable [] parent,
        byte @Nullable [] hash,
        byte @Nullable [] refresh,
        byte[] access,
        String tokenType,
        @Nullable List<String> scopes,
        @Nullable Long lifeMillis,
        @Nullable Long dueMillis,
        @Nullable Long sweepMillis,
        Instant readAt) {
    private static final ObjectMapper JSON = ProblemJson.acrossReleases();

    /** The entry for a result. */
    public static JournalEntry of(Settlement.Renewed renewed) {
        Claim claim = renewed.claim();
        FreshToken token = renewed.token();
        return new JournalEntry(
                claim.grantId(),
                claim.attemptId(),
                claim.environmentId(),
                claim.accountId(),
                claim.connectionId(),
                claim.provider(),
                claim.slot(),
                0,
                claim.generation(),
                renewed.version(),
                null,
                claim.parent().bytes(),
                token.hash() == null ? null : token.hash().bytes(),
                token.refresh() == null ? null : token.refresh().bytes(),
                token.access().bytes(),
                token.tokenType(),
                token.scopes(),
                millis(token.life()),
                millis(token.schedule().due()),
                millis(token.schedule().sweep()),
                Instant.now().minus(token.age()));
    }

    /** The entry for the first token of a grant. */
    public static JournalEntry of(GrantId id, NewGrant grant) {
        FreshToken token = grant.token();
        return new JournalEntry(
                id,
                null,
                grant.environmentId(),
                grant.accountId(),
                grant.connectionId(),
                grant.provider(),
                grant.slot(),
                0,
                grant.generation(),
                NewGrant.FIRST_VERSION,
                grant.clientId(),
                null,
                token.hash() == null ? null : token.hash().bytes(),
                token.refresh() == null ? null : token.refresh().bytes(),
                token.access().bytes(),
                token.tokenType(),
                token.scopes(),
                millis(token.life()),
                millis(token.schedule().due()),
                millis(token.schedule().sweep()),
                Instant.now().minus(token.age()));
    }

    /** The same, of that epoch. */
    JournalEntry in(long ofEpoch) {
        return new JournalEntry(
                grantId,
                attemptId,
                environmentId,
                accountId,
                connectionId,
                provider,
                slot,
                ofEpoch,
                generation,
                version,
                clientId,
                parent,
                hash,
                refresh,
                access,
                tokenType,
                scopes,
                lifeMillis,
                dueMillis,
                sweepMillis,
                readAt);
    }

    /** By what it is compacted: who was granted something stays beside what they have now. */
    String key() {
        return attemptId == null ? grantId + ".first" : grantId.toString();
    }

    /** The result again, for settling it on behalf of the attempt's owner. */
    public Settlement.Renewed settlement(UUID owner, long fence) {
        Claim claim = new Claim(
                grantId,
                Objects.requireNonNull(attemptId),
                environmentId,
                accountId,
                connectionId,
                provider,
                slot,
                generation,
                version - 1,
                new TokenHash(Objects.requireNonNull(parent)),
                new Sealed(Objects.requireNonNullElse(refresh, access)),
                owner,
                fence,
                1,
                Health.HEALTHY,
                0,
                null,
                readAt,
                System.nanoTime());
        long age = Math.max(0, Duration.between(readAt, Instant.now()).toNanos());
        FreshToken token = new FreshToken(
                refresh == null ? null : new Sealed(refresh),
                hash == null ? null : new TokenHash(hash),
                new Sealed(access),
                tokenType,
                scopes,
                duration(lifeMillis),
                new Schedule(duration(dueMillis), duration(sweepMillis)),
                // They are no secret, and the next answer has them again.
                Map.of(),
                System.nanoTime() - age);
        return new Settlement.Renewed(claim, token);
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JacksonException e) {
            throw new IllegalStateException("a journal entry cannot be written", e);
        }
    }

    static Optional<JournalEntry> parse(byte @Nullable [] json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(json, JournalEntry.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
