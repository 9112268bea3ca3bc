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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Vercel: an installation for a team takes the place of consent, its token has no end, and a disconnect removes it. */
final class InstalledRun {
    static final String PROVIDER = "vercel";

    private static final String PERSON = "team-grace@example.test";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RunTable table;
    private final Application application;
    private final String account;

    InstalledRun(LocalStack stack, RunTable table) {
        this.table = table;
        this.application = Application.at(
                stack, PROVIDER, PROVIDER, List.of(), Map.of("placeholders", Map.of("slug", "agent-auth")));
        this.account = application.account(PERSON);
    }

    void whole() {
        try {
            saysNo();
            comesWithAWrongCode();
            application.connect(account, PERSON);
            requireConnected();
            isToldToWait();
            dies();
            comesWithAnothersInstallation();
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

    private void comesWithAWrongCode() {
        Browser browser = new Browser();
        URI honest = browser.sentTo(
                Application.consentPage(browser, application.link(account)), "allow", Map.of("user_name", PERSON));
        URI wrong = URI.create(honest.toString().replaceAll("([?&]code=)[^&]*", "$1wrong"));
        assertThat(wrong).isNotEqualTo(honest);
        Page back = Application.back(browser, browser.open(wrong));
        assertThat(Application.query(back.at())).containsEntry("status", "failed");
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.status(account))
                .as("nobody but the code is blamed")
                .isEqualTo("pending_auth");
        table.saw(PROVIDER, Step.WRONG_CODE);
    }

    private void requireConnected() {
        JsonNode read = application.read(account);
        JsonNode handed = Api.require(application.tokenAnswer(account));
        String number = application
                .truth()
                .families()
                .getLast()
                .path("subject")
                .asText()
                .substring(13);

        assertThat(read.path("missing_scopes")).as("missing scopes").isEmpty();
        assertThat(read.path("provider_account").path("id").asText()).endsWith(number);
        assertThat(read.path("provider_account").path("email").asText()).isEqualTo(PERSON);
        assertThat(read.at("/facts/team_id").asText()).startsWith("team_");
        assertThat(handed.path("expires_at").isNull()).isTrue();
        assertThat(application.truth().isValid(handed.path("access_token").asText()))
                .isTrue();
        assertThat(check()).isEqualTo("yes");
        table.saw(PROVIDER, Step.CONNECT);
        table.saw(PROVIDER, Step.IDENTITY, "id, e-mail");
    }

    /** There is nothing to renew, so it is the identity call that is refused; that condemns nobody. */
    private void isToldToWait() {
        application
                .truth()
                .switches("{'faults': [{'kind': 'rate_limit', 'endpoint': 'identity', 'seconds': 3600, 'count': 1}]}");
        assertThat(check()).isEqualTo("unknown");
        assertThat(check()).isEqualTo("yes");
        table.saw(PROVIDER, Step.RATE_LIMIT, "by `check`");
    }

    /** The person removes the integration at the provider; nothing is renewed, so whoever asks hears of it. */
    private void dies() {
        application.truth().takeBack();
        assertThat(check()).isEqualTo("no");
        table.saw(PROVIDER, Step.DEAD_GRANT, "by `check`");
    }

    /** What the browser says of the installation decides nothing: the disconnect that follows removes the token's own. */
    private void comesWithAnothersInstallation() {
        Browser browser = new Browser();
        URI honest = browser.sentTo(
                Application.consentPage(browser, application.link(account)), "allow", Map.of("user_name", PERSON));
        URI forged = URI.create(honest.toString().replaceAll("([?&]configurationId=)[^&]*", "$1icfg_of_another"));
        assertThat(forged).isNotEqualTo(honest);
        Page back = Application.back(browser, browser.open(forged));
        assertThat(Application.query(back.at())).containsEntry("status", "active");
        assertThat(application.read(account).at("/facts/configuration_id").asText())
                .isNotEqualTo("icfg_of_another")
                .startsWith("icfg_");
    }

    private void isDisconnected() {
        String token = application.token(account);
        await("a receipt that says revoked").atMost(SOON).untilAsserted(() -> assertThat(
                        application.disconnect(account).findValuesAsText("status"))
                .contains("revoked"));
        assertThat(application.truth().isValid(token)).isFalse();
        assertThat(application.truth().count("families_live")).isZero();
        assertThat(application.tokenAnswer(account).status()).isEqualTo(409);
        table.saw(PROVIDER, Step.DISCONNECT, "`revoked`");
    }

    private String check() {
        return Api.require(application.api().post("/v1/accounts/" + account + "/check", Map.of()))
                .path("held")
                .asText();
    }
}
