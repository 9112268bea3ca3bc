// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.EventSchemas;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import io.agentauth.localstack.demo.Subscriber;
import io.agentauth.localstack.demo.Subscriber.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job, from "connect my account" to a token that never goes stale, at the provider's own word. */
abstract class Backbone {
    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
    }

    @Test
    void aTokenIsRenewedAheadOfTimeAndShownToTheProviderOnce() {
        Application application = Application.strict(stack);
        application.truth().switches("{'access_lifetime': 10}");
        String account = application.connected("user_123");
        String token = application.token(account);
        for (int renewal = 0; renewal < 3; renewal++) {
            assertThat(application.truth().isValid(token)).isTrue();
            String next = application.tokenAfter(account, token);
            assertThat(application.truth().isValid(token))
                    .as("renewed before the old one expired")
                    .isTrue();
            token = next;
        }

        assertThat(application.status(account)).isEqualTo("active");
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
        assertThat(application.truth().count("overlaps_max")).isZero();
        assertThat(application.truth().count("families_killed")).isZero();
    }

    @Test
    @DisplayName("F12: a disconnect ends the grant at the provider, and says so")
    void aDisconnectEndsTheGrantAtTheProviderAndSaysSo() {
        Application application = Application.strict(stack);
        String account = application.connected("user_123");
        String token = application.token(account);
        application.revoke(account);
        Answer read = application.tokenAnswer(account);

        assertThat(read.status()).isEqualTo(409);
        assertThat(application.truth().isValid(token)).isFalse();
        assertThat(application.truth().count("families_live")).isZero();
    }

    @Test
    @DisplayName("A9: a person who says no leaves the account as it was")
    void aPersonWhoSaysNoLeavesTheAccountAsItWas() {
        Application application = Application.strict(stack);
        String account = application.account("user_123");
        Browser browser = new Browser();
        Page back = Application.back(
                browser, browser.press(Application.consentPage(browser, application.link(account)), "deny"));

        assertThat(Application.query(back.at())).containsEntry("account_id", account);
        assertThat(Application.query(back.at()).get("status")).isNotEqualTo("active");
        assertThat(application.status(account)).isEqualTo("pending_auth");
    }

    @Test
    void reconnectingKeepsTheAccountAndReplacesItsGrant() {
        Application application = Application.strict(stack);
        String account = application.connected("user_123");
        String first = application.token(account);
        String link = application.link(account).toString();
        boolean undisturbed = application.token(account).equals(first);
        application.connect(account, "user_123");

        assertThat(link).isNotEmpty();
        assertThat(undisturbed).isTrue();
        assertThat(application.token(account)).isNotEqualTo(first);
        assertThat(application.read(account).path("id").asText()).isEqualTo(account);
    }

    @ParameterizedTest
    @CsvSource({
        "gmail, https://www.googleapis.com/auth/gmail.send",
        "github, user:email",
        "slack, chat:write",
    })
    void theFirstCatalogueFilesWorkAtProvidersThatFollowTheirDocumentation(String provider, String scope) {
        Application application = Application.at(stack, provider, List.of(scope));
        String account = application.connected("grace@example.test");
        String token = application.token(account);
        JsonNode read = application.read(account);

        assertThat(application.truth().isValid(token)).isTrue();
        assertThat(read.path("provider_account").path("id").asText()).isNotEmpty();
        assertThat(read.path("missing_scopes")).isEmpty();
    }

    @Test
    void slackTokensThatRotateAreRenewed() {
        Application application = Application.at(stack, "slack", List.of("chat:write"));
        application.truth().switches("{'access_lifetime': 10}");
        String account = application.connected("grace");
        String next = application.tokenAfter(account, application.token(account));

        assertThat(next).startsWith("xoxe.xoxb-");
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
    }

    @Test
    void aGrantThatEndsAtTheProviderAsksForAPerson() {
        Application application = Application.strict(stack);
        application.truth().switches("{'access_lifetime': 8}");
        String account = application.connected("user_123");
        application.truth().takeBack();
        JsonNode expired = application.await(
                account, "expired", read -> read.path("status").asText().equals("expired"));

        assertThat(expired.path("reauth_url").asText())
                .startsWith(stack.baseUrl().toString());
        Answer read = application.tokenAnswer(account);
        assertThat(read.status()).isEqualTo(409);
        assertThat(read.text("code")).isEqualTo("reauthorization_required");
    }

    @Test
    void manyReadersOfAnExpiredTokenCauseOneRefresh() {
        Application application = Application.strict(stack);
        String account = application.connected("user_123");
        application.token(account);
        application.truth().switches("{'latency': {'ms': 1500}}");
        List<Answer> answers = java.util.stream.IntStream.range(0, 50)
                .parallel()
                .mapToObj(_ -> application.refresh(account))
                .toList();

        assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 503);
        assertThat(application.truth().count("presentations_per_refresh_token_max"))
                .isEqualTo(1);
        assertThat(application.truth().count("overlaps_max")).isZero();
        assertThat(application.status(account)).isEqualTo("active");
    }

    @Test
    void everyChangeReachesAPlainSubscriber() {
        Application application = Application.strict(stack);
        String account = application.connected("user_123");
        application.disconnect(account);
        try (Subscriber subscriber = new Subscriber(stack.kafka())) {
            List<Event> events = subscriber.readUntil(
                    all -> List.of(
                                    "account-created",
                                    "authorization-started",
                                    "token-exchanged",
                                    "authorization-completed",
                                    "account-activated",
                                    "account-disconnected",
                                    "revocation-finished")
                            .stream()
                            .allMatch(type -> all.stream()
                                    .anyMatch(event -> event.subject().equals(account)
                                            && event.type().equals("agent-auth." + type + ".v1"))),
                    Duration.ofSeconds(30));

            EventSchemas.requireValid(events);
            assertThat(events)
                    .noneMatch(event -> event.data().contains(Application.CLIENT_SECRET)
                            || event.data().contains("user_123"));
        }
    }

    @Test
    void anExpiredTokenIsNeverHandedOut() {
        Application application = Application.strict(stack);
        application.truth().switches("{'access_lifetime': 6}");
        String account = application.connected("user_123");
        application.truth().switches("{'access_lifetime': 6, 'faults': [{'kind': 'status', 'status': 500}]}");
        await("past its expiry")
                .during(Duration.ofSeconds(9))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    Answer answer = application.tokenAnswer(account);
                    assertThat(answer.status() != 200
                                    || Instant.parse(answer.text("expires_at"))
                                            .isAfter(Instant.now().minusMillis(500)))
                            .isTrue();
                });
        application.truth().calm();

        assertThat(application.status(account)).isEqualTo("active");
    }
}
