// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.member.Refused;
import io.agentauth.ids.ConnectionId;
import io.agentauth.oauth.BoundToken;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.StaticCredentials;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read found: an account of the environment, and the state of its token.
 *
 * @param status the account's stored status
 * @param generationReauth the generation whose link is shown as {@code reauth_url}, where there is one
 * @param suspended whether the provider refuses the connection
 * @param generation the token's, 0 where there is none
 * @param alive whether there is a token that has not expired
 * @param authType how the account is connected
 * @param facts what the provider told of the account, a JSON object of texts
 * @param refused why the account's policy keeps the reader from it; then that is on record
 * @param sealed the token, only if it is handed out: then the access record is committed
 */
record FoundToken(
        String status,
        @Nullable Long generationReauth,
        boolean suspended,
        String slot,
        long generation,
        long version,
        @Nullable String type,
        List<String> scopes,
        @Nullable Instant expiresAt,
        boolean alive,
        String authType,
        ConnectionId connection,
        String facts,
        @Nullable Refused refused,
        @Nullable Sealed sealed) {
    static final String FIELD = "access_token";

    boolean isActive() {
        return status.equals("active");
    }

    /** Whether it is what a person entered. */
    boolean isStatic() {
        return StaticCredentials.AUTH_TYPES.contains(authType);
    }

    /** Whether it is of OAuth 1.0a: then it is of no use without its secret. */
    boolean isOAuth1() {
        return authType.equals(HandedCredentials.OAUTH1);
    }

    /** Whether it is of no use without the key that it is bound to. */
    boolean isBound() {
        return BoundToken.TOKEN_TYPE.equalsIgnoreCase(type);
    }

    /** Whether nobody consents. */
    boolean isMachine() {
        return MachineGrant.AUTH_TYPES.contains(authType);
    }

    /** Whether it is one of those, and nobody has connected it, or not again. */
    boolean isUnconnectedMachine() {
        return isMachine() && !status.equals("active") && !status.equals("paused");
    }

    /** Who has it, if it is what a person entered. */
    Holder holder(TokenRead read) {
        return new Holder(read.environment(), read.account(), connection, slot, generation);
    }

    Place place(TokenRead read) {
        return new Place(read.environment().value(), read.account().value(), slot, FIELD, generation, version);
    }
}
