// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.Sensitive;
import io.quarkus.arc.DefaultBean;
import io.quarkus.oidc.client.Tokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** connection-service, asked over HTTP. */
@Singleton
@DefaultBean
class RemoteIssuer implements Issuer {
    private static final Duration WITHIN = Duration.ofSeconds(4);

    /** What it says; a release that knows no seal does not name it. */
    private record Said(Set<ApiKeyId> keys, @Nullable Boolean sealed) {}

    private final InternalHttp http;
    private final OwnClient client;
    // Asked for late: the calls carry tokens that are asked for here.
    private final Provider<ServiceCalls> calls;

    @Inject
    RemoteIssuer(InternalHttp http, OwnClient client, Provider<ServiceCalls> calls) {
        this.http = http;
        this.client = client;
        this.calls = calls;
    }

    @Override
    public Uni<String> keys() {
        return InternalHttp.send(
                        http.request(HttpMethod.GET, ServiceName.CONNECTION_SERVICE, "/internal/keys", WITHIN)
                                .putHeader("Accept", "application/jwk-set+json, application/json"),
                        null)
                .map(RemoteIssuer::jwks);
    }

    @Override
    public Uni<Lately> lately() {
        return calls.get()
                .get(ServiceName.CONNECTION_SERVICE, "/internal/revocations", Said.class, WITHIN)
                .map(said -> new Lately(said.keys(), Boolean.TRUE.equals(said.sealed())));
    }

    @Override
    public Uni<OwnToken> serviceToken(ServiceName callee) {
        return client.tokens(callee).map(RemoteIssuer::token);
    }

    private static String jwks(HttpResponse<Buffer> response) {
        if (response.statusCode() != 200) {
            throw new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "The signing keys cannot be had.");
        }
        return response.bodyAsString();
    }

    private static OwnToken token(Tokens tokens) {
        Long endsAt = tokens.getAccessTokenExpiresAt();
        Duration life = endsAt == null ? Duration.ZERO : Duration.between(Instant.now(), Instant.ofEpochSecond(endsAt));
        return new OwnToken(Sensitive.of(tokens.getAccessToken()), life);
    }
}
