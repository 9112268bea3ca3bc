// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Provider;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection in its owner's words, as {@code POST /internal/connections/get} answers. The sealed secret is taken out of it before it is kept.
 *
 * @param authType how its accounts are connected; null in copies of earlier releases, which knew one way
 * @param mode {@code own} or {@code managed}; null in what was kept by an earlier release
 * @param provider the provider's id
 * @param definition how it speaks, with every endpoint filled in
 * @param scopes asked for when an authorization names none
 * @param settings the connection's own, such as {@code pkce}
 * @param redirectContext the last segment of its redirect URI, by which a callback is told
 * @param sealedClientSecret base64, sealed to this service; null for a public client, and in what is kept
 * @param managedAppId whose client it is, and whose place the secret is sealed to; null where it is the connection's own
 * @param credentialsVersion the version of id and secret, which the seal is bound to
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConnectionView(
        EnvironmentId environmentId,
        ConnectionId id,
        long version,
        String name,
        @Nullable String authType,
        @Nullable String mode,
        String provider,
        Provider definition,
        List<String> scopes,
        Map<String, Object> settings,
        String redirectContext,
        String redirectUri,
        String clientId,
        @Nullable String sealedClientSecret,
        @Nullable UUID managedAppId,
        long credentialsVersion,
        boolean deleted) {
    private static final String MANAGED = "managed";

    public ConnectionView {
        scopes = scopes == null ? List.of() : List.copyOf(scopes);
        settings = settings == null ? Map.of() : Map.copyOf(settings);
    }

    /** Whether its client is the operator's, which others use as well. */
    boolean isManaged() {
        return MANAGED.equals(mode);
    }

    /** The same without the sealed secret. */
    ConnectionView withoutSecret() {
        return with(version, deleted);
    }

    /** The same as its owner deleted it. */
    ConnectionView deletedAt(long deletingVersion) {
        return with(deletingVersion, true);
    }

    private ConnectionView with(long otherVersion, boolean nowDeleted) {
        return new ConnectionView(
                environmentId,
                id,
                otherVersion,
                name,
                authType,
                mode,
                provider,
                definition,
                scopes,
                settings,
                redirectContext,
                redirectUri,
                clientId,
                null,
                managedAppId,
                credentialsVersion,
                nowDeleted);
    }
}
