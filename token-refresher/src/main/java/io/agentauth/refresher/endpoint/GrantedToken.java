// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token of one slot, as a token endpoint gave it.
 *
 * @param refresh null: the answer has none, so an older one stays
 * @param tokenType {@code Bearer} where the answer does not say
 * @param scopes null: the answer does not say, so they are as asked for (RFC 6749 §5.1)
 * @param life from its receipt; null: nobody knows
 */
public record GrantedToken(
        String slot,
        Sensitive access,
        @Nullable Sensitive refresh,
        String tokenType,
        @Nullable List<String> scopes,
        @Nullable Duration life) {
    /** The same where the answer to a renewal kept {@code presented}, and says nothing of scopes that are known otherwise. */
    public GrantedToken orKept(Sensitive presented, @Nullable List<String> known) {
        return new GrantedToken(
                slot, access, refresh == null ? presented : refresh, tokenType, scopes == null ? known : scopes, life);
    }

    /** The same where it is its own refresh token. */
    GrantedToken renewingItself() {
        return new GrantedToken(slot, access, access, tokenType, scopes, life);
    }

    /** The same where it came of {@code shorter}, whose scopes it has if it does not say. */
    GrantedToken following(GrantedToken shorter) {
        return new GrantedToken(slot, access, refresh, tokenType, scopes == null ? shorter.scopes : scopes, life);
    }

    /**
     * The same with the key that was proved, sealed in one piece with what is bound to it: the access token where the answer says so, and the refresh
     * token in any case, since it is shown with a proof again (RFC 9449 §5).
     */
    GrantedToken boundTo(DpopKey key) {
        boolean bound = BoundToken.TOKEN_TYPE.equalsIgnoreCase(tokenType);
        return new GrantedToken(
                slot,
                bound ? new BoundToken(access, key).toSensitive() : access,
                refresh == null ? null : new BoundToken(refresh, key).toSensitive(),
                bound ? BoundToken.TOKEN_TYPE : tokenType,
                scopes,
                life);
    }

    GrantedToken toOrder(Sensitive order, List<String> asked) {
        return new GrantedToken(slot, access, order, tokenType, scopes == null ? asked : scopes, life);
    }
}
