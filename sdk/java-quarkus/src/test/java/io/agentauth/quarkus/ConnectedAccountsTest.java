// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.NoBearerTokenException;
import io.agentauth.sdk.NotFoundException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The beans as Quarkus would make them, from a configuration as Quarkus would read it. */
class ConnectedAccountsTest {
    private static final String KEY = "aa_test_key_of_quarkus";
    private static final int LINES_MAX = 40;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/accounts/acc_1/token",
                exchange -> answer(
                        exchange,
                        200,
                        """
                {"access_token": "ya29.secret", "token_type": "Bearer", "expires_at": "2030-01-01T00:00:00Z", "scopes": ["mail"]}"""));
        server.createContext(
                "/v1/accounts/acc_expired/token",
                exchange -> answer(
                        exchange,
                        409,
                        """
                {"code": "reauthorization_required", "detail": "The grant ended.", "reauth_url": "https://connect.example/connect/abc"}"""));
        server.createContext(
                "/v1/accounts/acc_keyed/token",
                exchange -> answer(
                        exchange,
                        200,
                        """
                {"auth_type": "api_key", "headers": {"X-Api-Key": "sk-secret"}, "query": {}, "body": {}, "fields": {"api_key": "sk-secret"}, "expires_at": null}"""));
        server.createContext(
                "/v1/accounts/acc_bearer/token",
                exchange -> answer(
                        exchange,
                        200,
                        """
                {"auth_type": "bearer", "headers": {"Authorization": "Bearer pat-secret"}, "query": {}, "body": {}, "fields": {"token": "pat-secret"}, "expires_at": null}"""));
        server.createContext("/v1/", exchange -> answer(exchange, 404, "{\"code\": \"not_found\"}"));
        server.createContext("/gmail/", exchange -> answer(exchange, 200, "{\"messages\": []}"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTokenLivesLongEnough() {
        ConnectedAccounts accounts = accounts(Map.of("agent-auth.min-validity", "5m"));

        assertThat(accounts.bearer("acc_1")).isEqualTo("Bearer ya29.secret");
        assertThat(accounts.token("acc_1").expiresAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(asked).containsOnly("/v1/accounts/acc_1/token?min_validity=300s Bearer " + KEY);
    }

    @Test
    void theExampleCallsTheProviderForAnAccount() throws Exception {
        UnreadMessages example = new UnreadMessages(accounts(Map.of()), URI.create(url()));

        assertThat(example.of("acc_1")).isEqualTo("{\"messages\": []}");
        assertThat(asked).last().isEqualTo("/gmail/v1/users/me/messages?q=is:unread Bearer ya29.secret");
        assertThat(example.of("acc_expired")).isEqualTo("Connect again: https://connect.example/connect/abc");
    }

    @Test
    void theReadmeShowsTheExampleAndItIsShort() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/agentauth/quarkus/UnreadMessages.java"));
        String shown = source.substring(source.indexOf("import "));

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + shown + "```");
        assertThat(shown.lines()).hasSizeLessThan(LINES_MAX);
    }

    @Test
    void aFailureIsTheSdksOwn() {
        ConnectedAccounts accounts = accounts(Map.of());

        assertThatThrownBy(() -> accounts.bearer("acc_of_nobody")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anAccountWhoseKeyWasEnteredHasNoBearerTokenAndSaysWhatItHas() {
        ConnectedAccounts accounts = accounts(Map.of());

        assertThatThrownBy(() -> accounts.bearer("acc_keyed"))
                .isInstanceOfSatisfying(NoBearerTokenException.class, none -> assertThat(none.authType())
                        .isEqualTo("api_key"))
                .hasMessageNotContaining("sk-secret");
        assertThat(accounts.headers("acc_keyed")).containsOnly(Map.entry("X-Api-Key", "sk-secret"));
        assertThat(accounts.headers("acc_1")).containsOnly(Map.entry("Authorization", "Bearer ya29.secret"));
        assertThat(accounts.bearer("acc_bearer")).isEqualTo("Bearer pat-secret");
        assertThat(accounts.token("acc_keyed")).asString().doesNotContain("sk-secret");
    }

    @Test
    void theVariablesOfTheSdksAreTaken() {
        AgentAuthConfig config = builder()
                .withSources(new EnvConfigSource(Map.of("AGENT_AUTH_URL", url(), "AGENT_AUTH_API_KEY", KEY), 300))
                .withMapping(AgentAuthConfig.class)
                .build()
                .getConfigMapping(AgentAuthConfig.class);

        assertThat(config.url()).isEqualTo(url());
        assertThat(config.apiKey()).isEqualTo(KEY);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.maxRetries()).isEqualTo(2);
        assertThat(config.minValidity()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void withoutAKeyThereIsNoConfiguration() {
        SmallRyeConfigBuilder builder =
                builder().withDefaultValue("agent-auth.url", url()).withMapping(AgentAuthConfig.class);

        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("agent-auth.api-key");
    }

    @Test
    void nothingPrintsTheKeyOrTheToken() {
        AgentAuth agentAuth = new AgentAuthProducer().agentAuth(config(Map.of()));
        ConnectedAccounts accounts = new ConnectedAccounts(agentAuth, config(Map.of()));

        assertThat(accounts + " " + agentAuth + " " + accounts.token("acc_1"))
                .doesNotContain(KEY)
                .doesNotContain("ya29.secret");
    }

    private ConnectedAccounts accounts(Map<String, String> more) {
        return new ConnectedAccounts(new AgentAuthProducer().agentAuth(config(more)), config(more));
    }

    private AgentAuthConfig config(Map<String, String> more) {
        SmallRyeConfig config = builder()
                .withDefaultValues(more)
                .withDefaultValue("agent-auth.url", url())
                .withDefaultValue("agent-auth.api-key", KEY)
                .withMapping(AgentAuthConfig.class)
                .build();
        return config.getConfigMapping(AgentAuthConfig.class);
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder().withConverter(Duration.class, 200, new DurationConverter());
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, int status, String json) throws IOException {
        asked.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
