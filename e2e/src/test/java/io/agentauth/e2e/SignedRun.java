// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.RunTable.Step;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.demo.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Trello's classic tokens: OAuth 1.0a, whose signatures the emulated provider checks by code of its own. */
final class SignedRun {
    static final String PROVIDER = "trello";

    private static final String PERSON = "grace@example.test";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final RunTable table;
    private final Application application;
    private final String account;

    SignedRun(LocalStack stack, RunTable table) {
        this.stack = stack;
        this.table = table;
        this.application = Application.without(
                stack,
                PROVIDER,
                PROVIDER,
                Map.of(
                        "auth_type",
                        "oauth1",
                        "credentials",
                        Map.of("client_secret", Application.CLIENT_SECRET),
                        "scopes",
                        List.of("read", "account")));
        this.account = application.account(PERSON);
    }

    void whole() {
        try {
            saysNo();
            comesWithAWrongVerifier();
            application.connect(account, PERSON);
            requireConnected();
            isToldToWait();
            dies();
            application.connect(account, PERSON);
            isDisconnected();
            List.of(Step.EXPIRY, Step.RENEWAL, Step.SPENT_TOKEN).forEach(step -> table.lacks(PROVIDER, step));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(PROVIDER + ": " + e.getMessage(), e);
        }
    }

    private void saysNo() {
        Browser browser = new Browser();
        Page back = browser.press(Application.consentPage(browser, application.link(account)), "deny");
        assertThat(Application.query(Application.back(browser, back).at())).containsEntry("status", "denied");
        assertThat(application.status(account)).isEqualTo("pending_auth");
        table.saw(PROVIDER, Step.DENIED);
    }

    private void comesWithAWrongVerifier() {
        Browser browser = new Browser();
        URI honest = browser.sentTo(
                Application.consentPage(browser, application.link(account)), "allow", Map.of("user_name", PERSON));
        URI wrong = URI.create(honest.toString().replaceAll("([?&]oauth_verifier=)[^&]*", "$1wrong"));
        assertThat(wrong).isNotEqualTo(honest);
        Page back = Application.back(browser, browser.open(wrong));
        assertThat(Application.query(back.at())).containsEntry("status", "failed");
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.status(account))
                .as("nobody but the verifier is blamed")
                .isEqualTo("pending_auth");
        table.saw(PROVIDER, Step.WRONG_CODE);
    }

    private void requireConnected() {
        JsonNode read = application.read(account);
        JsonNode handed = Api.require(application.tokenAnswer(account));
        JsonNode fields = handed.path("fields");

        assertThat(read.path("missing_scopes")).as("missing scopes").isEmpty();
        assertThat(read.path("provider_account").path("id").asText()).isNotEmpty();
        assertThat(read.path("provider_account").path("email").asText()).isEqualTo(PERSON);
        assertThat(handed.path("auth_type").asText()).isEqualTo("oauth1");
        assertThat(handed.path("expires_at").isNull()).isTrue();
        assertThat(application.truth().isValid(fields.path("token").asText())).isTrue();
        assertThat(fields.path("token_secret").asText()).isNotEmpty();
        assertThat(fields.path("consumer_key").asText()).isEqualTo(application.clientId());
        assertThat(called(handed.path("headers").path("Authorization").asText()))
                .isEqualTo(200);
        assertThat(handed.toString()).doesNotContain(Application.CLIENT_SECRET);
        assertThat(check()).isEqualTo("yes");
        table.saw(PROVIDER, Step.CONNECT);
        table.saw(PROVIDER, Step.IDENTITY, "id, e-mail");
    }

    /** Trello says no time to wait for; a refusal for too many calls condemns nobody. */
    private void isToldToWait() {
        application
                .truth()
                .switches("{'faults': [{'kind': 'rate_limit', 'endpoint': 'identity', 'seconds': 3600, 'count': 1}]}");
        assertThat(check()).isEqualTo("unknown");
        assertThat(check()).isEqualTo("yes");
        table.saw(PROVIDER, Step.RATE_LIMIT, "by `check`");
    }

    /** The person takes consent back at the provider; nothing is renewed, so whoever asks hears of it. */
    private void dies() {
        application.truth().takeBack();
        assertThat(check()).isEqualTo("no");
        table.saw(PROVIDER, Step.DEAD_GRANT, "by `check`");
    }

    private void isDisconnected() {
        JsonNode fields = Api.require(application.tokenAnswer(account)).path("fields");
        await("a receipt that says revoked").atMost(SOON).untilAsserted(() -> assertThat(
                        application.disconnect(account).findValuesAsText("status"))
                .contains("revoked"));
        assertThat(application.truth().isValid(fields.path("token").asText())).isFalse();
        assertThat(application.tokenAnswer(account).status()).isEqualTo(409);
        table.saw(PROVIDER, Step.DISCONNECT, "`revoked`");
    }

    private String check() {
        return Api.require(application.api().post("/v1/accounts/" + account + "/check", Map.of()))
                .path("held")
                .asText();
    }

    /** The provider's own API, with the header that was handed out. */
    private int called(String authorization) {
        URI address = URI.create(stack.emulatorUrl() + "/trello/api.trello.com/1/members/me");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(address)
                                    .header("Authorization", authorization)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
