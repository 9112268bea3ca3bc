// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.identity.ServiceName;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the other services prove themselves with. */
@ConfigMapping(prefix = "agent-auth.identity.services")
public interface PeersConfig {
    /** The public door. */
    Peer callbackGateway();

    /** Accounts and access tokens. */
    Peer accountService();

    /** Flows and grants. */
    Peer tokenRefresher();

    /** One service. */
    interface Peer {
        /** Files with its secret, one line each. Any of them counts, so that two may live while a secret is rotated. */
        Optional<List<Path>> secretFiles();

        /**
         * When the secrets of those files end, in the order of the files: ISO 8601 in UTC. From then on a secret is refused. Without it, and of the files
         * that are left over, none ends. More times than files: the service does not start.
         */
        Optional<List<Instant>> secretsExpireAt();
    }

    /**
     * Where a secret is.
     *
     * @param expiresAt from when on it does not count; null: it always does
     */
    record Place(Path file, @Nullable Instant expiresAt) {
        /** Whether it counts. */
        public boolean counts(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }
    }

    /** Where the secrets of a service are; connection-service needs none. Fails with an {@link IllegalStateException} if there are more ends than secrets. */
    default List<Place> secretsOf(ServiceName service) {
        return switch (service) {
            case CALLBACK_GATEWAY -> places(callbackGateway());
            case ACCOUNT_SERVICE -> places(accountService());
            case TOKEN_REFRESHER -> places(tokenRefresher());
            case CONNECTION_SERVICE -> List.of();
        };
    }

    private static List<Place> places(Peer peer) {
        List<Path> files = peer.secretFiles().orElse(List.of());
        List<Instant> ends = peer.secretsExpireAt().orElse(List.of());
        if (ends.size() > files.size()) {
            throw new IllegalStateException("secrets-expire-at has more times than secret-files has files");
        }
        return IntStream.range(0, files.size())
                .mapToObj(i -> new Place(files.get(i), i < ends.size() ? ends.get(i) : null))
                .toList();
    }
}
