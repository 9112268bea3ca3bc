// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections that deliver what was written soon or never. */
final class Connections {
    private Connections() {}

    static HttpClient open(Vertx vertx, UpstreamConfig config) {
        return open(vertx, config, null);
    }

    /** Connections on which {@code shown} is shown to whoever asks. */
    static HttpClient open(Vertx vertx, UpstreamConfig config, @Nullable KeyCertOptions shown) {
        HttpClientOptions options = new HttpClientOptions()
                // One request a connection at a time, so that a reset ends that request and no other.
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setPipelining(false)
                .setKeepAlive(true)
                .setKeepAliveTimeout(seconds(config.keepAlive().toSeconds()))
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setSslHandshakeTimeout(config.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setForceSni(true)
                .setVerifyHost(true)
                // After the process is gone, or has given up, the kernel must not deliver what is left.
                .setSoLinger(0)
                .setTcpUserTimeout(Math.toIntExact(config.tcpUserTimeout().toMillis()))
                .setTcpNoDelay(true)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(config.headBytesMax())
                .setMaxInitialLineLength(config.headBytesMax())
                .setMaxWaitQueueSize(config.waitingMax())
                // Providers are told nothing about our traces, and traces nothing about their URLs.
                .setTracingPolicy(TracingPolicy.IGNORE);
        config.caFile().ifPresent(file -> options.setTrustOptions(Trust.withThoseIn(file)));
        if (shown != null) {
            options.setKeyCertOptions(shown);
        }
        return vertx.createHttpClient(
                options,
                new PoolOptions().setHttp1MaxSize(config.connectionsMax()).setMaxWaitQueueSize(config.waitingMax()));
    }

    static ProxyOptions through(URI proxy) {
        if (!"http".equals(proxy.getScheme()) || proxy.getHost() == null || proxy.getPort() == -1) {
            throw new IllegalStateException("agent-auth.upstream.proxy is http://host:port");
        }
        return new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(proxy.getHost())
                .setPort(proxy.getPort());
    }

    private static int seconds(long seconds) {
        return Math.toIntExact(Math.max(1, seconds));
    }
}
