// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class HostileProviderComponentTest {
    private static final int CHUNKS = 48;
    private static final int CHUNK_BYTES = 65_536;

    @Inject
    Pool pool;

    private final Logged logged = new Logged();

    @BeforeEach
    void begin() {
        Peers.reset();
        Logger.getLogger("").addHandler(logged);
    }

    @AfterEach
    void end() {
        Logger.getLogger("").removeHandler(logged);
        assertThat(logged.lines).noneMatch(line -> line.contains("canary"));
    }

    @Test
    @DisplayName("G2: a page in place of tokens fails the authorization, and no log has the code in it")
    void aPageInPlaceOfTokensFailsTheAuthorization() {
        assertThat(reasonAfter(request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("<html>code-canary-1 <script>alert(1)</script>")))
                .isEqualTo("provider_unavailable");
    }

    @Test
    @DisplayName("A10, G2: an error that echoes the code is not logged, and the code not sent again")
    void aFailingProviderFailsTheAuthorization() {
        assertThat(reasonAfter(request -> request.response().setStatusCode(500).end("code-canary-1")))
                .isEqualTo("provider_unavailable");
    }

    @Test
    @DisplayName("RFC 6585 §4: too many requests fail the authorization with a reason of their own")
    void aLimitedProviderFailsTheAuthorization() {
        long before = limits();

        assertThat(reasonAfter(request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "7")
                        .end()))
                .isEqualTo("provider_rate_limited");
        assertThat(limits()).as("I14: its connection's renewals wait as well").isEqualTo(before + 1);
    }

    @Test
    @DisplayName("A10: a code that got no answer is not sent again")
    void aSilentProviderFailsTheAuthorizationAfterTheDeadline() {
        assertThat(reasonAfter(_ -> {})).isEqualTo("provider_unavailable");
    }

    @Test
    @DisplayName("D9: an answer without end is not read to its end")
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        assertThat(reasonAfter(request -> {
                    request.response().setChunked(true);
                    for (int i = 0; i < CHUNKS; i++) {
                        request.response().write(Buffer.buffer(new byte[CHUNK_BYTES]));
                    }
                }))
                .isEqualTo("provider_unavailable");
    }

    @Test
    @DisplayName("D5, RFC 9700 §4.12: a redirect of the token endpoint is not followed")
    void aRedirectIsNotFollowed() {
        assertThat(reasonAfter(request -> request.response()
                        .setStatusCode(307)
                        .putHeader("Location", Peers.provider() + "/elsewhere")
                        .end()))
                .isEqualTo("provider_unavailable");
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName("RFC 6749 §5.2: invalid_grant says that the code is not good")
    void aRefusedCodeFailsTheAuthorization() {
        assertThat(reasonAfter(request -> Peers.json(request, 400, new JsonObject().put("error", "invalid_grant"))))
                .isEqualTo("code_refused");
    }

    @Test
    void aPersonWhomTheProviderDoesNotNameIsConnectedAllTheSame() {
        Peers.PROVIDER.put(
                "/userinfo", request -> request.response().setStatusCode(500).end());

        assertThat(Journey.prepared().begin().comeBack().getString("outcome")).isEqualTo("succeeded");
    }

    private String reasonAfter(Consumer<HttpServerRequest> answer) {
        Peers.PROVIDER.put("/token", answer);
        Journey journey = Journey.prepared().begin();
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(Peers.ADOPTED).isEmpty();
        return pool.query("select reason from flow where authorization_id = '" + journey.authorization.value() + "'")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next()
                .getString("reason");
    }

    private long limits() {
        return pool.query("select count(*) from endpoint_limit")
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next()
                .getLong(0);
    }

    private static final class Logged extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage()
                    + List.of(line.getParameters() == null ? new Object[0] : line.getParameters())
                    + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
