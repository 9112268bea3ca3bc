// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.agentauth.ids.ConnectionId;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import io.agentauth.providers.RotationClass;
import io.agentauth.providers.StaticCredentials;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An application's registration at a provider.
 *
 * @param metadata what the issuer publishes, for a provider that is discovered
 * @param authType how people connect: by consent, or by entering what the provider's file says
 * @param redirectContext unguessable; the last segment of the redirect URI, by which a callback is told
 * @param managedApp the operator's registration that it uses; null where it has its own
 * @param clientId empty where there is no client, because people enter what is needed, or where it is the operator's to know
 * @param credentialsExpireAt when its client secret or certificate ends, where that is known
 * @param suspendedReason why token-refresher does not use it, while it does not
 */
record Connection(
        ConnectionId id,
        String name,
        String provider,
        String authType,
        String mode,
        @Nullable ServerMetadata metadata,
        List<String> scopes,
        Settings settings,
        String redirectContext,
        @Nullable UUID managedApp,
        String clientId,
        long credentialsVersion,
        @Nullable Instant credentialsExpireAt,
        @Nullable String suspendedReason,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    /** The application's own registration, not a shared one. */
    static final String OWN = "own";

    /** The operator's. */
    static final String MANAGED = "managed";

    Connection {
        scopes = List.copyOf(scopes);
    }

    /** Whether the application registered it at the provider itself. */
    boolean isOwn() {
        return mode.equals(OWN);
    }

    /** {@code found} as this connection uses it: with every endpoint, and as its settings want it. */
    Provider definition(Provider found) {
        return settings.applyTo(
                metadata == null ? found : found.resolvedBy(metadata, settings.clientAuthentication()), authType);
    }

    /** Whether its client shows a certificate (RFC 8705). */
    boolean isCertified() {
        ClientAuthentication style = settings.clientAuthentication();
        return style != null && style.isCertificate();
    }

    /** Whether there is a client. */
    boolean hasClient() {
        return !StaticCredentials.AUTH_TYPES.contains(authType);
    }

    /** Whether people are sent to the provider to consent. */
    boolean isConsented() {
        return hasClient() && !MachineGrant.AUTH_TYPES.contains(authType);
    }

    /**
     * What can be set beside scopes.
     *
     * @param issuer of the provider {@code oidc}: whose metadata says where everything is
     * @param pkce sends a code challenge where the provider leaves it to the application
     * @param rotationClass what becomes of used refresh tokens there, where its operator knows better than the catalogue
     * @param placeholders what stands in the provider's addresses for what differs from customer to customer, by name
     * @param rateLimit how many renewals a second this connection may start at the provider, over all replicas
     * @param clientAuthentication how the client proves itself, where the provider takes more than one way
     * @param identity false: the provider is not asked whose account it is, and no scopes for that are asked of the person
     * @param dpop whether tokens are bound to keys, where the provider binds them (RFC 9449)
     * @param apiVersion the version of the provider's API that is asked, where that is said in a header
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Settings(
            @Nullable String issuer,
            @Nullable Boolean pkce,
            @Nullable RotationClass rotationClass,
            @Nullable Map<String, String> placeholders,
            @Nullable Integer rateLimit,
            @Nullable Boolean identity,
            @Nullable ClientAuthentication clientAuthentication,
            @Nullable Boolean dpop,
            @Nullable String apiVersion) {
        static final Settings NONE = new Settings(null, null, null, null, null, null, null, null, null);

        Settings {
            placeholders = placeholders == null ? null : Map.copyOf(placeholders);
        }

        /** The same with other {@code values}. */
        Settings with(@Nullable Map<String, String> values) {
            return new Settings(
                    issuer, pkce, rotationClass, values, rateLimit, identity, clientAuthentication, dpop, apiVersion);
        }

        /** The same where clients prove themselves by {@code style}. */
        Settings provenBy(ClientAuthentication style) {
            return new Settings(
                    issuer, pkce, rotationClass, placeholders, rateLimit, identity, style, dpop, apiVersion);
        }

        /** {@code provider} as these settings want it, connected by {@code authType}. */
        Provider applyTo(Provider provider, String authType) {
            Map<String, String> values = new HashMap<>(provider.usualValues());
            if (placeholders != null) {
                values.putAll(placeholders);
            }
            return provider.provenBy(clientAuthentication)
                    .boundIf(Boolean.TRUE.equals(dpop))
                    .as(rotationClass, true)
                    .connectedBy(authType)
                    .as(null, !Boolean.FALSE.equals(identity))
                    .atVersion(apiVersion)
                    .filledWith(values);
        }
    }
}
