// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.callee;

import io.agentauth.gateway.GatewayConfig;
import io.agentauth.problems.Problem;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.problems.RequestId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One pool of kept connections to each service. */
@ApplicationScoped
public class Callees {
    /** Carries the service identity. */
    public static final String SERVICE_HEADER = "Agent-Auth-Service";

    private static final Logger LOG = Logger.getLogger(Callees.class);
    private static final Duration CONNECTION_IDLE_MAX = Duration.ofSeconds(30);
    private static final String TRY_AGAIN = "A service behind the gateway cannot be reached. Try again.";

    private final HttpClient http;
    private final OwnIdentity identity;
    private final Map<Callee, URI> origins = new EnumMap<>(Callee.class);
    private final long answerMillisMax;

    @Inject
    Callees(Vertx vertx, GatewayConfig config, OwnIdentity identity) {
        this.identity = identity;
        answerMillisMax = config.answerWithin().toMillis();
        origins.put(Callee.CONNECTION_SERVICE, config.services().connectionService());
        origins.put(Callee.ACCOUNT_SERVICE, config.services().accountService());
        origins.put(Callee.TOKEN_REFRESHER, config.services().tokenRefresher());
        http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setKeepAliveTimeout((int) CONNECTION_IDLE_MAX.toSeconds())
                        .setConnectTimeout((int) config.connectWithin().toMillis())
                        .setMaxWaitQueueSize(config.waitingMax()),
                new PoolOptions().setHttp1MaxSize(config.connectionsMax()));
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /** A request to {@code callee}, over a kept connection. Nothing has been sent when the future fails. */
    public Future<HttpClientRequest> open(Callee callee, HttpMethod method, String uri) {
        URI origin = require(callee);
        boolean tls = "https".equals(origin.getScheme());
        return http.request(new RequestOptions()
                .setMethod(method)
                .setHost(origin.getHost())
                .setPort(origin.getPort() > 0 ? origin.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(uri)
                .setTimeout(answerMillisMax));
    }

    /** The value of {@value #SERVICE_HEADER} for {@code callee}, if there is one in memory. */
    public @Nullable String serviceBearerNow(Callee callee) {
        return identity.bearerNow(callee);
    }

    /** The same, fetched where needed. */
    public Future<String> serviceBearer(Callee callee) {
        return identity.bearer(callee);
    }

    /** Asks {@code callee}'s internal API. Fails with the callee's own problem, or {@code service_unavailable}. */
    public Future<JsonObject> post(Callee callee, String path, JsonObject body, String requestId) {
        return call(callee, HttpMethod.POST, path, body.toBuffer(), requestId);
    }

    /** Reads from {@code callee}'s internal API. Failures as in {@link #post}. */
    public Future<JsonObject> get(Callee callee, String path, String requestId) {
        return call(callee, HttpMethod.GET, path, null, requestId);
    }

    private Future<JsonObject> call(
            Callee callee, HttpMethod method, String path, @Nullable Buffer body, String requestId) {
        return serviceBearer(callee)
                .compose(bearer -> open(callee, method, path)
                        .map(request -> request.putHeader(SERVICE_HEADER, bearer)
                                .putHeader(RequestId.HEADER, requestId)
                                .putHeader("Accept", "application/json"))
                        .compose(request -> send(request, body)))
                .compose(answer -> answer.body().map(bytes -> read(answer, bytes)))
                .recover(failure -> Future.failedFuture(unavailable(callee, failure)));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, @Nullable Buffer body) {
        return body == null
                ? request.send()
                : request.putHeader("Content-Type", "application/json").send(body);
    }

    private static JsonObject read(HttpClientResponse answer, Buffer body) {
        if (answer.statusCode() == 200) {
            return new JsonObject(body);
        }
        throw Problem.read(body.toString())
                .orElseGet(() -> new ProblemException(ProblemType.SERVICE_UNAVAILABLE, TRY_AGAIN));
    }

    /** The problem for a service that did not answer; what went wrong is for our log. */
    public static ProblemException unavailable(Callee callee, Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        // An exception's text may quote what was sent, so only its kind is written down.
        String kind = failure instanceof DecodeException
                ? "unreadable answer"
                : failure.getClass().getSimpleName();
        LOG.warnf("%s did not answer: %s", callee.audience(), kind);
        return new ProblemException(ProblemType.SERVICE_UNAVAILABLE, TRY_AGAIN, failure)
                .retryAfter(Duration.ofSeconds(1));
    }

    /** A flight that others started ends on their event loop; who joined it goes on on its own. */
    public static <T> Future<T> onThisLoop(Vertx vertx, Future<T> flight) {
        Context here = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        flight.onComplete(result -> here.runOnContext(hop -> promise.handle(result)));
        return promise.future();
    }

    private URI require(Callee callee) {
        URI origin = origins.get(callee);
        if (origin == null) {
            throw new IllegalStateException("no origin for " + callee);
        }
        return origin;
    }
}
