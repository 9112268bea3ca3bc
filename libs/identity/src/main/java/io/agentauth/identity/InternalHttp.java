// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import io.agentauth.problems.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one pool of kept connections to other services. */
@Singleton
class InternalHttp {
    private static final int CONNECTIONS_MAX = 128;
    private static final int WAITING_MAX = 4096;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    // Below the 75 s after which services close idle connections, so that none is used while it is being closed.
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    private final WebClient client;
    private final ServicesConfig services;

    @Inject
    InternalHttp(Vertx vertx, ServicesConfig services) {
        this.services = services;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setKeepAlive(true)
                        .setKeepAliveTimeout((int) IDLE_MAX.toSeconds())
                        .setMaxPoolSize(CONNECTIONS_MAX)
                        .setMaxWaitQueueSize(WAITING_MAX)
                        .setConnectTimeout((int) CONNECT_WITHIN.toMillis())
                        .setFollowRedirects(false)
                        .setUserAgentEnabled(false));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** A request, not sent yet. */
    HttpRequest<Buffer> request(HttpMethod method, ServiceName callee, String path, Duration within) {
        URI origin = services.urlOf(callee);
        boolean tls = "https".equals(origin.getScheme());
        RequestOptions where = new RequestOptions()
                .setMethod(method)
                .setHost(origin.getHost())
                .setPort(origin.getPort() > 0 ? origin.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(path);
        return client.request(method, where)
                .timeout(within.toMillis())
                .putHeader(RequestId.HEADER, RequestId.current())
                .putHeader("Accept", "application/json");
    }

    static Uni<HttpResponse<Buffer>> send(HttpRequest<Buffer> request, @Nullable Buffer json) {
        return json == null
                ? request.send()
                : request.putHeader("Content-Type", "application/json").sendBuffer(json);
    }
}
