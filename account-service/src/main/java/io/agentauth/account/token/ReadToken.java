// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.keyset.AccessTokenKeys;
import io.agentauth.account.member.Refused;
import io.agentauth.account.token.Renewals.Held;
import io.agentauth.account.token.Renewals.Reason;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.problems.ProblemException;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Hands out a token that lives: the stored one, or a renewed one where too little life is left. While a renewal fails or is held, what
 * still lives is handed out; what has expired never is (R13, I13).
 */
@ApplicationScoped
class ReadToken {
    private final GroupedReads reads;
    private final AccessTokenKeys keys;
    private final Renewals renewals;
    private final Refusals refusals;
    private final OpenCredentials credentials;

    @Inject
    ReadToken(
            GroupedReads reads,
            AccessTokenKeys keys,
            Renewals renewals,
            Refusals refusals,
            OpenCredentials credentials) {
        this.reads = reads;
        this.keys = keys;
        this.renewals = renewals;
        this.refusals = refusals;
        this.credentials = credentials;
    }

    /** Fails with {@code not_found}, a problem that says why there is no token, or one that says which part is away. */
    Uni<Handed> read(TokenRead read) {
        return Uni.createFrom()
                .voidItem()
                .invoke(keys::requireOpen) // before anything is on record as read
                .chain(() -> reads.read(read))
                .chain(found -> handOutOrRenew(read, found));
    }

    private Uni<Handed> handOutOrRenew(TokenRead read, Found found) {
        FoundToken token = require(found);
        Sealed sealed = token.sealed();
        if (sealed != null) {
            return open(read, token, sealed);
        }
        if (!token.isActive() || token.generation() == 0) {
            return refusals.notActive(read, token).chain(Uni.createFrom()::failure);
        }
        TokenRead again = read.withoutMinimum();
        return renewals.renew(
                        new Held(read.environment(), read.account(), token.slot(), token.generation(), token.version()),
                        token.alive() ? Reason.MIN_VALIDITY : Reason.EXPIRED)
                .map(answer -> new Outcome(answer, null))
                .onFailure()
                .recoverWithItem(failure -> new Outcome(null, failure))
                .chain(outcome -> reads.read(again).chain(now -> handOutOrRefuse(again, now, outcome)));
    }

    /** What a renewal came to: an answer or a failure. */
    record Outcome(@Nullable Renewal answer, @Nullable Throwable failure) {}

    private Uni<Handed> handOutOrRefuse(TokenRead read, Found found, Outcome outcome) {
        FoundToken token = require(found);
        Sealed sealed = token.sealed();
        if (sealed != null) {
            return open(read, token, sealed);
        }
        return (token.isActive() ? refusals.expired(read, token, outcome) : refusals.notActive(read, token))
                .chain(Uni.createFrom()::failure);
    }

    private Uni<Handed> open(TokenRead read, FoundToken token, Sealed sealed) {
        if (token.isStatic()) {
            return credentials.handed(token.holder(read), token.authType(), sealed);
        }
        Sensitive opened = keys.openNow(sealed, token.place(read));
        return opened != null
                ? Uni.createFrom().item(handed(token, opened))
                : keys.open(sealed, token.place(read)).map(late -> handed(token, late));
    }

    private static Handed handed(FoundToken token, Sensitive opened) {
        if (token.isOAuth1()) {
            return HandedCredentials.of(OAuth1Grant.from(opened));
        }
        return token.isBound() ? bound(token, opened) : HandedToken.of(token, opened);
    }

    /** A provider may say {@code DPoP} of what nobody proved a key for. */
    private static Handed bound(FoundToken token, Sensitive opened) {
        return BoundToken.find(opened)
                .<Handed>map(bound -> HandedCredentials.of(bound, token.expiresAt()))
                .orElseGet(() -> HandedToken.of(token, opened));
    }

    private static FoundToken require(Found found) {
        FoundToken token = found.token();
        if (token == null) {
            throw ProblemException.notFound("account");
        }
        Refused refused = token.refused();
        if (refused != null) {
            throw refused.problem(); // before anything is told of the account, or renewed
        }
        return token;
    }
}
