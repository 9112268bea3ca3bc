// SPDX-License-Identifier: Apache-2.0
package io.agentauth.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.sdk.NoBearerTokenException;
import io.agentauth.sdk.NotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;

class StarterTest {
    private static final String KEY = "aa_test_key_of_the_starter";
    private static final int LINES_MAX = 40;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AgentAuthAutoConfiguration.class));
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
    void theAccountIsAnAuthorizedClientWithATokenThatLivesLongEnough() {
        configured("agent-auth.min-validity=5m").run(context -> {
            OAuth2AuthorizedClient client =
                    context.getBean(ConnectedAccounts.class).authorize("acc_1");

            assertThat(client.getAccessToken().getTokenValue()).isEqualTo("ya29.secret");
            assertThat(client.getAccessToken().getExpiresAt()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
            assertThat(client.getAccessToken().getScopes()).containsExactly("mail");
            assertThat(client.getClientRegistration().getRegistrationId()).isEqualTo("acc_1");
            assertThat(asked).containsExactly("/v1/accounts/acc_1/token?min_validity=300s Bearer " + KEY);
        });
    }

    @Test
    void theExampleCallsTheProviderForAnAccount() {
        configured().run(context -> {
            UnreadMessages example = new UnreadMessages(context.getBean(ConnectedAccounts.class), url());

            assertThat(example.of("acc_1")).isEqualTo("{\"messages\": []}");
            assertThat(asked).last().isEqualTo("/gmail/v1/users/me/messages?q=is:unread Bearer ya29.secret");
            assertThat(example.of("acc_expired")).isEqualTo("Connect again: https://connect.example/connect/abc");
        });
    }

    @Test
    void theReadmeShowsTheExampleAndItIsShort() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/agentauth/spring/UnreadMessages.java"));
        String shown = source.substring(source.indexOf("import static"));

        assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + shown + "```");
        assertThat(shown.lines()).hasSizeLessThan(LINES_MAX);
    }

    @Test
    void aFailureIsTheSdksOwn() {
        configured().run(context -> {
            ConnectedAccounts accounts = context.getBean(ConnectedAccounts.class);

            assertThatThrownBy(() -> accounts.token("acc_of_nobody")).isInstanceOf(NotFoundException.class);
        });
    }

    @Test
    void anAccountWhoseKeyWasEnteredHasNoBearerTokenAndSaysWhatItHas() {
        configured().run(context -> {
            ConnectedAccounts accounts = context.getBean(ConnectedAccounts.class);

            assertThatThrownBy(() -> accounts.authorize("acc_keyed"))
                    .isInstanceOfSatisfying(NoBearerTokenException.class, none -> assertThat(none.authType())
                            .isEqualTo("api_key"))
                    .hasMessageContaining("api_key")
                    .hasMessageNotContaining("sk-secret");
            assertThatThrownBy(() -> accounts.token("acc_keyed")).isInstanceOf(NoBearerTokenException.class);
            assertThat(accounts.headers("acc_keyed")).containsOnly(Map.entry("X-Api-Key", "sk-secret"));
            assertThat(accounts.headers("acc_1")).containsOnly(Map.entry("Authorization", "Bearer ya29.secret"));
            assertThat(accounts.token("acc_bearer")).isEqualTo("pat-secret");
            assertThat(context.getBean(AgentAuth.class).accounts().getToken("acc_keyed"))
                    .asString()
                    .doesNotContain("sk-secret");
        });
    }

    @Test
    void theVariablesOfTheSdksAreTaken() {
        application
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.SystemEnvironmentPropertySource(
                                "systemEnvironment-of-the-test",
                                Map.of("AGENT_AUTH_URL", url(), "AGENT_AUTH_API_KEY", KEY))))
                .run(context -> {
                    assertThat(context.getBean(ConnectedAccounts.class).token("acc_1"))
                            .isEqualTo("ya29.secret");
                    assertThat(asked).singleElement().asString().endsWith("Bearer " + KEY);
                });
    }

    @Test
    void withoutAKeyItDoesNotStartAndSaysWhatIsMissing() {
        application
                .withPropertyValues("agent-auth.url=" + url())
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessage("agent-auth.api-key is not set"));
    }

    @Test
    void switchedOffItMakesNothing() {
        application.withPropertyValues("agent-auth.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(AgentAuth.class)
                .doesNotHaveBean(ConnectedAccounts.class));
    }

    @Test
    void whatTheApplicationMakesItselfStays() {
        AgentAuth own =
                AgentAuth.builder().baseUrl(url()).apiKey("aa_of_its_own").build();
        application.withBean(AgentAuth.class, () -> own).run(context -> {
            assertThat(context.getBean(ConnectedAccounts.class).token("acc_1")).isEqualTo("ya29.secret");
            assertThat(asked).singleElement().asString().endsWith("Bearer aa_of_its_own");
        });
    }

    @Test
    void theApplicationsOwnOAuthClientsKeepTheirManager() {
        configured().run(context -> assertThat(context).doesNotHaveBean(OAuth2AuthorizedClientManager.class));
    }

    @Test
    void nothingPrintsTheKeyOrTheToken() {
        configured().run(context -> {
            ConnectedAccounts accounts = context.getBean(ConnectedAccounts.class);
            OAuth2AuthorizedClient client = accounts.authorize("acc_1");

            assertThat(context.getBean(AgentAuthProperties.class) + " " + accounts + " "
                            + context.getBean(AgentAuth.class) + " " + client + " " + client.getAccessToken())
                    .doesNotContain(KEY)
                    .doesNotContain("ya29.secret");
        });
    }

    @Test
    void springBootFindsIt() throws IOException {
        assertThat(new String(
                        getClass()
                                .getResourceAsStream(
                                        "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")
                                .readAllBytes(),
                        UTF_8))
                .isEqualToIgnoringNewLines(AgentAuthAutoConfiguration.class.getName());
    }

    private ApplicationContextRunner configured(String... more) {
        return application
                .withPropertyValues("agent-auth.url=" + url(), "agent-auth.api-key=" + KEY)
                .withPropertyValues("agent-auth.timeout=" + Duration.ofSeconds(20))
                .withPropertyValues(more);
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
