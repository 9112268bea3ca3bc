// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.HttpRequest;
import io.agentauth.vault.Sensitive;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An {@link Upstream} whose names and settings a test decides. */
final class Door implements AutoCloseable {
    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    final Map<String, String> settings = new HashMap<>();
    final Map<String, List<List<InetAddress>>> names = new HashMap<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> lookUps = new CopyOnWriteArrayList<>();

    final Progress progress = new Progress() {
        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void written() {
            told.add("written");
        }

        @Override
        public void headersRead() {
            told.add("headersRead");
        }
    };

    Upstream upstream() {
        return new Upstream(vertx, Configs.of(settings), this::addresses, Clock.systemUTC());
    }

    /** {@code host} leads to each of {@code answers} in turn, the last one from then on. */
    void name(String host, String... answers) {
        List<List<InetAddress>> all = new ArrayList<>();
        for (String answer : answers) {
            all.add(Arrays.stream(answer.split(" ")).map(InetAddress::ofLiteral).toList());
        }
        names.put(host, all);
    }

    int lookUpsOf(String host) {
        return (int) lookUps.stream().filter(host::equals).count();
    }

    private Future<List<InetAddress>> addresses(String host) {
        lookUps.add(host);
        List<List<InetAddress>> answers = names.get(host);
        if (answers == null) {
            return Future.failedFuture("unknown host");
        }
        return Future.succeededFuture(answers.get(Math.min(lookUpsOf(host), answers.size()) - 1));
    }

    UpstreamAnswer post(URI uri) {
        HttpRequest request = new HttpRequest(
                "POST",
                uri,
                Map.of("Accept", "application/json"),
                null,
                "application/x-www-form-urlencoded",
                Sensitive.of("grant_type=refresh_token"));
        return send(UpstreamRequest.of(request).within(Duration.ofSeconds(5)));
    }

    UpstreamAnswer send(UpstreamRequest request) {
        return send(upstream(), request.watchedBy(progress));
    }

    static UpstreamAnswer send(Upstream upstream, UpstreamRequest request) {
        return upstream.send(request).await().atMost(Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
