// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import io.agentauth.account.adoption.ApplyOutcomes.Heard;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Sealed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes static credentials as a token is taken that token-refresher pushes: by the same rules, in the same transaction, with the same events. */
@ApplicationScoped
public class AdoptCredentials {
    /** Each consent has one set of them; others are another consent. */
    public static final long VERSION = 1;

    private static final String TYPE = "static";
    private static final String WORD = "user_revoked";
    // Only what token-refresher keeps is rolled forward after a restore.
    private static final long EPOCH = 0;

    private final AdoptTokens tokens;
    private final ApplyOutcomes outcomes;

    @Inject
    AdoptCredentials(AdoptTokens tokens, ApplyOutcomes outcomes) {
        this.tokens = tokens;
        this.outcomes = outcomes;
    }

    /** Whose they are at the provider. */
    public record Whose(
            @Nullable String subject, @Nullable String email, @Nullable String name, @Nullable String issuer) {
        /** Whether both are the same person: by subject, and by issuer where both have one. */
        public boolean isSameAs(Whose other) {
            return subject != null
                    && subject.equals(other.subject)
                    && (issuer == null || other.issuer == null || issuer.equals(other.issuer));
        }
    }

    /** Whose account they belong to, and which consent of it. */
    public record Holder(
            EnvironmentId environmentId, AccountId accountId, ConnectionId connectionId, String slot, long generation) {
        /** The same of another consent. */
        public Holder of(long other) {
            return new Holder(environmentId, accountId, connectionId, slot, other);
        }
    }

    /** Makes {@code sealed} the account's credentials; false if the account or that generation has ended meanwhile. */
    public Uni<Boolean> adopt(Holder holder, Sealed sealed, @Nullable Whose whose) {
        return tokens.adopt(List.of(push(holder, sealed, whose)))
                .map(results -> switch (results.getFirst().result()) {
                    case ADOPTED, KNOWN -> true;
                    case LOST, UNKNOWN_ACCOUNT -> false;
                });
    }

    /** Notes that the provider holds them no more. */
    public Uni<Void> refused(Holder holder) {
        Outcome outcome = new Outcome(
                UUID.randomUUID(),
                Outcome.Kind.GRANT_ENDED,
                holder.environmentId(),
                holder.accountId(),
                holder.generation(),
                holder.slot(),
                VERSION,
                null,
                null,
                WORD,
                null,
                Instant.now());
        return outcomes.apply(List.of(new Heard(outcome, null))).replaceWithVoid();
    }

    private static TokenPush push(Holder holder, Sealed sealed, @Nullable Whose whose) {
        return new TokenPush(
                EPOCH,
                holder.environmentId(),
                holder.accountId(),
                holder.connectionId(),
                holder.slot(),
                holder.generation(),
                VERSION,
                null,
                sealed,
                TYPE,
                null,
                Instant.now(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                whose == null
                        ? null
                        : new TokenPush.ProviderAccount(whose.subject(), whose.email(), whose.name(), whose.issuer()));
    }
}
