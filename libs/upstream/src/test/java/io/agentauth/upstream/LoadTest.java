// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.HttpRequest;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final int REQUESTS = 5_000;
    private static final int AT_ONCE = 200;

    @Test
    void manyRequestsToOneProviderShareItsConnections() {
        try (Door door = new Door()) {
            Set<String> connections = ConcurrentHashMap.newKeySet();
            HttpServer server = door.vertx
                    .createHttpServer()
                    .requestHandler(request -> {
                        connections.add(request.remoteAddress().toString());
                        request.response().end("{}");
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            URI uri = URI.create("http://localhost:" + server.actualPort() + "/token");
            door.settings.put(
                    "agent-auth.upstream.private-origins", uri.resolve("/").toString());
            door.name("localhost", "127.0.0.1");
            Upstream upstream = door.upstream();
            UpstreamRequest request = UpstreamRequest.of(HttpRequest.get(uri));

            long answered = Multi.createFrom()
                    .range(0, REQUESTS)
                    .onItem()
                    .transformToUni(_ -> upstream.send(request))
                    .merge(AT_ONCE)
                    .filter(Answered.class::isInstance)
                    .collect()
                    .with(Collectors.counting())
                    .await()
                    .atMost(Duration.ofSeconds(60));

            assertThat(answered).isEqualTo(REQUESTS);
            assertThat(connections).hasSizeLessThanOrEqualTo(256);
        }
    }
}
