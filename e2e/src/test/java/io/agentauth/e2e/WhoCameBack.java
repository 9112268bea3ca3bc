// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An application that confirms its people, people who are those whom it means, and people who are not. */
abstract class WhoCameBack {
    /** Where the application confirms people; the test's browser stops at every address of the application. */
    private static final String VERIFY = Browser.HOME + "/verify";

    private Application application;
    private String account;

    @BeforeEach
    void anApplicationThatConfirmsItsPeople() {
        LocalStack stack = TwoOfEverythingIT.stack();
        application = Application.verifying(stack, VERIFY);
        account = application.account("user_123");
    }

    @Test
    @DisplayName(
            "B2, I10: no token is asked for before the application has confirmed the person, and then the account is active")
    void theRightPersonIsConfirmed() {
        Browser browser = new Browser();
        URI at = consent(browser, application.link(account));

        assertThat(application.status(account)).isEqualTo("pending_verification");
        assertThat(application.tokenAnswer(account).text("code")).isEqualTo("account_not_active");
        assertThat(application.truth().presentations()).isEmpty();

        Answer answer = verify(at, "user_123");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("id")).isEqualTo(account);
        application.await(
                account, "active", read -> read.path("status").asText().equals("active"));
        assertThat(application.truth().isValid(application.token(account))).isTrue();
        Page back = Application.back(browser, browser.open(URI.create(answer.text("next_url"))));
        assertThat(Application.query(back.at()))
                .containsEntry("account_id", account)
                .containsEntry("status", "active");
        assertThat(verify(at, "user_123").status()).isEqualTo(404);
        assertThat(application.status(account)).isEqualTo("active");
    }

    @Test
    @DisplayName(
            "B1, B3: session fixation by a forwarded link: the victim consents, and the attacker's account gets nothing")
    void aForwardedLinkConnectsNothing() {
        Browser victim = new Browser();
        URI at = consent(victim, application.link(account));

        Answer answer = verify(at, "the_victim");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("code")).isEqualTo("verification_mismatch");
        assertNothingCameOfIt(at);
    }

    @Test
    @DisplayName(
            "B1, A4: login CSRF: the victim is sent to where the attacker came back, and gets no account of the attacker's")
    void theAttackersReturnIsNoUseInTheVictimsBrowser() {
        // The attacker consents with an account of their own, and sends the address on instead of opening it.
        String attackers = application.account("the_attacker");
        URI at = consent(new Browser(), application.link(attackers));

        // The victim opens it, and the application has the victim before it.
        assertThat(verify(at, "user_123").status()).isEqualTo(403);

        account = attackers;
        assertNothingCameOfIt(at);
    }

    @Test
    @DisplayName(
            "A13: another person who comes back is told so and gets nothing; the account changes hands where that was allowed")
    void anotherPersonOfTheProviderNeedsAConfirmation() {
        Application open = Application.strict(TwoOfEverythingIT.stack());
        String reconnected = open.connected("ada");
        String before = open.read(reconnected).path("provider_account").toString();
        String token = open.token(reconnected);

        Page told = comesBack(open.link(reconnected), "eve");

        assertThat(told.heading()).isEqualTo("That is another account");
        assertThat(open.status(reconnected)).isEqualTo("active");
        assertThat(open.read(reconnected).path("provider_account").toString()).isEqualTo(before);
        assertThat(open.token(reconnected)).isEqualTo(token);
        assertThat(open.truth().isValid(token)).isTrue();
        await("the other person's grant is revoked")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(open.truth().families("eve"))
                        .singleElement()
                        .satisfies(family ->
                                assertThat(family.path("end_reason").asText()).isEqualTo("revoked")));

        URI allowed = URI.create(Api.require(open.api()
                        .post("/v1/accounts/" + reconnected + "/auth-url", Map.of("allow_other_person", true)))
                .path("url")
                .asText());
        assertThat(comesBack(allowed, "eve").heading()).isEqualTo("You are connected");
        assertThat(open.read(reconnected).path("provider_account").toString()).isNotEqualTo(before);
        await("the trail").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(open.api()
                        .get("/v1/audit?account_id=" + reconnected)
                        .body()
                        .toString())
                .contains("different_person", "provider-account-changed.v1"));
    }

    private static Page comesBack(URI link, String user) {
        Browser browser = new Browser();
        Page page = browser.press(Application.consentPage(browser, link), "allow", Map.of("user_name", user));
        Page[] last = {page};
        await("the outcome").atMost(Duration.ofSeconds(60)).until(() -> {
            if (last[0].heading().equals("Almost there")) {
                last[0] = browser.open(last[0].at());
            }
            return !last[0].heading().equals("Almost there");
        });
        return last[0];
    }

    private void assertNothingCameOfIt(URI at) {
        assertThat(verify(at, "user_123").status()).isEqualTo(404);
        assertThat(verify(at, "the_attacker").status()).isEqualTo(404);
        assertThat(application.status(account)).isEqualTo("pending_auth");
        assertThat(application.read(account).path("status_reason").asText()).isEqualTo("verification_mismatch");
        assertThat(application.truth().presentations()).isEmpty();
        await("the trail").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(application
                        .api()
                        .get("/v1/audit?account_id=" + account)
                        .body()
                        .toString())
                .contains("verification-refused.v1", "another_person", "verification_mismatch"));
    }

    private static URI consent(Browser browser, URI link) {
        Page page = browser.press(Application.consentPage(browser, link), "allow", Map.of("user_name", "somebody"));
        assertThat(page.at().toString()).startsWith(VERIFY + "?verify_token=");
        return page.at();
    }

    private Answer verify(URI at, String identifier) {
        return application
                .api()
                .post(
                        "/v1/authorizations/verify",
                        Map.of("verify_token", Application.query(at).get("verify_token"), "identifier", identifier));
    }
}
