// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** Where the services are. */
@ConfigMapping(prefix = "agent-auth.services")
public interface ServicesConfig {
    /** Environments, keys, connections; signs identities. */
    Connections connectionService();

    /** Accounts and access tokens. */
    Accounts accountService();

    /** Flows and grants. */
    Refresher tokenRefresher();

    /** Where connection-service is. */
    interface Connections {
        /** The origin. */
        @WithDefault("http://127.0.0.1:8081")
        URI url();
    }

    /** Where account-service is. */
    interface Accounts {
        /** The origin. */
        @WithDefault("http://127.0.0.1:8082")
        URI url();
    }

    /** Where token-refresher is. */
    interface Refresher {
        /** The origin. */
        @WithDefault("http://127.0.0.1:8083")
        URI url();
    }

    /** The origin of a service; the gateway has none, for nobody calls it from inside. */
    default URI urlOf(ServiceName service) {
        return switch (service) {
            case CONNECTION_SERVICE -> connectionService().url();
            case ACCOUNT_SERVICE -> accountService().url();
            case TOKEN_REFRESHER -> tokenRefresher().url();
            case CALLBACK_GATEWAY -> throw new IllegalArgumentException("nobody calls the gateway from inside");
        };
    }
}
