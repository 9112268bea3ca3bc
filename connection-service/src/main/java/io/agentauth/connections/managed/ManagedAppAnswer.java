// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.managed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A managed app as its operator sees it: never with its secret.
 *
 * @param redirectUri to be registered at the provider; all connections of the app share it
 * @param connections how many connections of all environments use it
 */
record ManagedAppAnswer(
        String provider,
        Client credentials,
        List<String> scopes,
        Map<String, String> placeholders,
        String redirectUri,
        long connections,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {
    /** What of the credentials is no secret. The end of the secret, or of what stands in its place, is not there where nobody said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Client(String clientId, @Nullable Instant clientSecretExpiresAt) {}

    static ManagedAppAnswer of(Registration app, String redirectUri) {
        return new ManagedAppAnswer(
                app.provider(),
                new Client(app.clientId(), app.credentialsExpireAt()),
                app.scopes(),
                app.placeholders(),
                redirectUri,
                app.connections(),
                app.version(),
                app.createdAt(),
                app.updatedAt(),
                app.deletedAt());
    }
}
