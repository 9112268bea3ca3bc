// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import io.agentauth.identity.ServiceName;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    }

    /** The files of a service; connection-service needs none. */
    default List<Path> secretFilesOf(ServiceName service) {
        return switch (service) {
            case CALLBACK_GATEWAY -> callbackGateway().secretFiles().orElse(List.of());
            case ACCOUNT_SERVICE -> accountService().secretFiles().orElse(List.of());
            case TOKEN_REFRESHER -> tokenRefresher().secretFiles().orElse(List.of());
            case CONNECTION_SERVICE -> List.of();
        };
    }
}
