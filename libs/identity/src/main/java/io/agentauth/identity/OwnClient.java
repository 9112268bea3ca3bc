// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.OidcClients;
import io.quarkus.oidc.client.Tokens;
import io.quarkus.oidc.client.runtime.OidcClientConfig;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * This service as an OAuth client of connection-service (client credentials, RFC 6749 §4.4). The secret's file is read when the client is
 * made, and a client that fails is thrown away: so a rotated secret is found at the next try.
 */
@Singleton
class OwnClient {
    private static final Duration WITHIN = Duration.ofSeconds(4);

    private final OidcClients clients;
    private final ServicesConfig services;
    private final IdentityConfig config;
    private final Vertx vertx;
    private final AtomicReference<@Nullable Uni<OidcClient>> client = new AtomicReference<>();

    @Inject
    OwnClient(OidcClients clients, ServicesConfig services, IdentityConfig config, Vertx vertx) {
        this.clients = clients;
        this.services = services;
        this.config = config;
        this.vertx = vertx;
    }

    /** A fresh token for {@code callee}. Fails with {@code service_unavailable}. */
    Uni<Tokens> tokens(ServiceName callee) {
        Uni<OidcClient> made = client();
        return made.chain(oidc -> oidc.getTokens(Map.of("audience", callee.wireName())))
                .ifNoItem()
                .after(WITHIN)
                .fail()
                .onFailure()
                .call(() -> discard(made))
                .onFailure(failure -> !(failure instanceof ProblemException))
                // The OIDC client's exception quotes the answer's body.
                .transform(_ -> new ProblemException(
                        ProblemType.SERVICE_UNAVAILABLE, "This service has no identity yet. Try again."));
    }

    private Uni<OidcClient> client() {
        Uni<OidcClient> mine = Uni.createFrom()
                .deferred(this::secret)
                .chain(secret -> clients.newClient(settings(secret)))
                .memoize()
                .indefinitely();
        Uni<OidcClient> theirs = client.compareAndExchange(null, mine);
        return theirs == null ? mine : theirs;
    }

    private Uni<Void> discard(Uni<OidcClient> failed) {
        if (!client.compareAndSet(failed, null)) {
            return Uni.createFrom().voidItem();
        }
        return failed.invoke(OwnClient::close).replaceWithVoid().onFailure().recoverWithNull();
    }

    private static void close(OidcClient oidc) {
        try {
            oidc.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Uni<String> secret() {
        Path file = config.serviceSecretFile().orElse(null);
        if (file == null) {
            return Uni.createFrom()
                    .failure(new ProblemException(
                            ProblemType.SERVICE_UNAVAILABLE, "agent-auth.identity.service-secret-file is not set."));
        }
        return vertx.fileSystem().readFile(file.toString()).map(content -> content.toString()
                .strip());
    }

    private OidcClientConfig settings(String secret) {
        return OidcClientConfig.authServerUrl(
                        services.urlOf(ServiceName.CONNECTION_SERVICE).toString())
                .discoveryEnabled(false)
                .tokenPath("/internal/oauth/token")
                .id("agent-auth")
                .clientId(config.service())
                .credentials()
                .clientSecret(secret, Method.BASIC)
                .end()
                .grant(OidcClientConfig.Grant.Type.CLIENT)
                .earlyTokensAcquisition(false)
                .build();
    }
}
