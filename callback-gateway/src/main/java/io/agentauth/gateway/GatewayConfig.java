// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import io.agentauth.identity.AddressRange;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The limits of the public door. */
@ConfigMapping(prefix = "agent-auth.gateway")
public interface GatewayConfig {
    /**
     * The one address that people and applications know this installation by, {@code agent-auth.public-url}. It is part of every redirect
     * URI that is registered at a provider: changing it breaks them.
     */
    URI publicUrl();

    /** Where the services are, {@code agent-auth.services.<name>.url}. */
    Services services();

    /** The file with this service's own secret at connection-service, {@code agent-auth.identity.service-secret-file}. */
    Optional<Path> serviceSecretFile();

    /** The largest request body, in bytes. A larger one is answered with {@code too_large}. */
    @WithDefault("1048576")
    @Min(1024)
    long bodyBytesMax();

    /** How long a service may stay silent. Longer than the 12 s that a token read may wait for a renewal, or readers are cut off. */
    @WithDefault("15s")
    Duration answerWithin();

    /** How long opening a connection to a service may take. */
    @WithDefault("2s")
    Duration connectWithin();

    /** Connections to one service. Too few, and requests queue here; too many, and the service is flooded. */
    @WithDefault("256")
    @Min(1)
    @Max(10_000)
    int connectionsMax();

    /** Requests that may wait for a connection to one service; beyond it {@code service_unavailable} is answered at once. */
    @WithDefault("2048")
    @Min(0)
    int waitingMax();

    /**
     * Addresses, or ranges in CIDR form, of the proxies before the door, whose {@code X-Forwarded-For} is believed. Without them the door takes
     * its peer for the client: behind a proxy all clients then share one limit, and no API key that is bound to addresses works.
     */
    Optional<List<AddressRange>> trustedProxies();

    /** How many requests a caller may make. */
    RateLimit rateLimit();

    /** How callers' JWTs are kept. */
    Callers callers();

    /** Where the services behind the door are. */
    interface Services {
        /** Environments, keys, connections, providers, tokens. */
        URI connectionService();

        /** Accounts, authorizations, events, audit. */
        URI accountService();

        /** The callback only. */
        URI tokenRefresher();
    }

    /** Requests a second, over all replicas while Redis is there, else a process. */
    interface RateLimit {
        /** Of one API key. */
        @WithDefault("6000")
        @Min(1)
        int perKey();

        /** Of all API keys of one environment together; tokens from {@code /oauth/token} count by key and client address alone. */
        @WithDefault("12000")
        @Min(1)
        int perEnvironment();

        /** Of one client address on what needs no key: hosted pages, {@code /oauth/token}, keys not seen before. */
        @WithDefault("100")
        @Min(1)
        int perAddress();

        /** Requests counted here before Redis hears of them; so many times the number of replicas may get through beyond the limit. */
        @WithDefault("100")
        @Min(1)
        int block();
    }

    /** The memory of who is who. */
    interface Callers {
        /** How long an unknown key is refused without asking again. A key made meanwhile is refused as long. */
        @WithDefault("3s")
        Duration unknownFor();

        /** Unknown keys that are remembered. */
        @WithDefault("10000")
        @Min(1)
        int unknownMax();

        /** Known callers that are remembered. Beyond it every request of the others costs an exchange. */
        @WithDefault("100000")
        @Min(1)
        int knownMax();
    }
}
