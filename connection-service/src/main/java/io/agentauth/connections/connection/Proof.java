// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemException;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import org.jspecify.annotations.Nullable;

/** What the client of a connection has in order to prove itself. */
enum Proof {
    /** Its id is enough. */
    NOTHING,
    /** A secret that the provider made. */
    SECRET,
    /** The same, long enough to sign with (RFC 7518 §3.2). */
    SIGNING_SECRET,
    /** A private key of its own. */
    PRIVATE_KEY,
    /** A certificate, and its key (RFC 8705). */
    CERTIFICATE;

    private static final String OAUTH1 = "oauth1";

    /** What a connection of {@code authType} to {@code found} needs. */
    static Proof of(Provider found, String authType, @Nullable ServerMetadata metadata, Connection.Settings settings) {
        if (found.machineGrant(authType).filter(MachineGrant::isSigned).isPresent()) {
            return PRIVATE_KEY;
        }
        // RFC 5849 §3.4: what signs requests is always a secret that both sides have.
        if (authType.equals(OAUTH1)) {
            return SECRET;
        }
        Provider resolved = settings.applyTo(
                metadata == null ? found : found.resolvedBy(metadata, settings.clientAuthentication()), authType);
        return switch (resolved.token().clientAuthentication()) {
            case NONE -> NOTHING;
            case BASIC, BASIC_RAW, SECRET_AS_USER, POST -> SECRET;
            case CLIENT_SECRET_JWT -> SIGNING_SECRET;
            case PRIVATE_KEY_JWT -> PRIVATE_KEY;
            case TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH -> CERTIFICATE;
        };
    }

    /** Refuses a way to prove a client that {@code found} does not take. */
    static void requireTaken(Provider found, @Nullable ServerMetadata metadata, Connection.Settings settings) {
        ClientAuthentication style = settings.clientAuthentication();
        boolean taken = style == null || found.token().takes(style) || (metadata != null && metadata.takes(style));
        if (!taken) {
            throw ProblemException.invalidField(
                    "settings.client_authentication", found.name() + " does not take it, as far as is known.");
        }
        boolean binds = found.token().dpop() || (metadata != null && metadata.supportsDpop());
        if (Boolean.TRUE.equals(settings.dpop()) && !binds) {
            throw ProblemException.invalidField(
                    "settings.dpop", found.name() + " binds no tokens by ES256, as far as is known.");
        }
    }
}
