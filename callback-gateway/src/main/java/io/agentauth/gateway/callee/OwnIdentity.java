// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.callee;

import io.agentauth.gateway.GatewayConfig;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own identity: a short token per callee, from connection-service by client credentials (RFC 6749 §4.4), renewed at half its
 * life, one flight a callee. The secret's file is read at each renewal, so that it can be rotated without a restart.
 */
@ApplicationScoped
public class OwnIdentity {
    private record Token(String bearer, Instant renewAt, Instant expiresAt) {}

    private static final Duration SAFETY = Duration.ofSeconds(10);
    private static final String OWN_NAME = "callback-gateway";

    private final Vertx vertx;
    private final HttpClient http;
    private final GatewayConfig config;
    private final Map<Callee, Token> tokens = new ConcurrentHashMap<>();
    private final Map<Callee, Future<String>> flights = new ConcurrentHashMap<>();

    @Inject
    OwnIdentity(Vertx vertx, GatewayConfig config) {
        this.vertx = vertx;
        this.config = config;
        http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectWithin().toMillis()));
    }

    /** The header value for {@code callee} if one is at hand; starts a renewal in the background when it is half used. */
    public @Nullable String bearerNow(Callee callee) {
        Token token = tokens.get(callee);
        Instant now = Instant.now();
        if (token == null || now.isAfter(token.expiresAt())) {
            return null;
        }
        if (now.isAfter(token.renewAt())) {
            fetch(callee).onFailure(failure -> {});
        }
        return token.bearer();
    }

    /** The header value for {@code callee}. Fails with {@code service_unavailable}. */
    public Future<String> bearer(Callee callee) {
        String bearer = bearerNow(callee);
        return bearer != null ? Future.succeededFuture(bearer) : fetch(callee);
    }

    private Future<String> fetch(Callee callee) {
        Promise<String> mine = Promise.promise();
        Future<String> started = flights.putIfAbsent(callee, mine.future());
        if (started != null) {
            return Callees.onThisLoop(vertx, started);
        }
        return request(callee).onComplete(done -> flights.remove(callee)).onComplete(mine);
    }

    private Future<String> request(Callee callee) {
        Path file = config.serviceSecretFile().orElse(null);
        if (file == null) {
            return Future.failedFuture(new ProblemException(
                    ProblemType.SERVICE_UNAVAILABLE, "agent-auth.identity.service-secret-file is not set."));
        }
        RequestOptions where = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(config.services()
                        .connectionService()
                        .resolve("/internal/oauth/token")
                        .toString())
                .setTimeout(config.connectWithin().toMillis() * 2);
        return vertx.fileSystem()
                .readFile(file.toString())
                .compose(secret -> http.request(where)
                        .compose(request -> request.putHeader("Authorization", basic(secret))
                                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                                .send("grant_type=client_credentials&audience=" + callee.audience())))
                .compose(answer -> answer.body().map(body -> keep(callee, answer, body)))
                .recover(failure -> Future.failedFuture(Callees.unavailable(Callee.CONNECTION_SERVICE, failure)));
    }

    private String keep(Callee callee, HttpClientResponse answer, Buffer body) {
        if (answer.statusCode() != 200) {
            throw new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "The gateway has no identity yet. Try again.");
        }
        JsonObject json = new JsonObject(body);
        Duration life = Duration.ofSeconds(json.getLong("expires_in"));
        Instant now = Instant.now();
        Token token = new Token(
                "Bearer " + json.getString("access_token"),
                now.plus(life.dividedBy(2)),
                now.plus(life).minus(SAFETY));
        tokens.put(callee, token);
        return token.bearer();
    }

    private static String basic(Buffer secret) {
        String pair = OWN_NAME + ":" + secret.toString(StandardCharsets.UTF_8).strip();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
