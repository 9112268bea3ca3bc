// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.api.Api;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** People who enter a code on whatever device they have, while two replicas ask the provider what they decided. */
abstract class InAnotherBrowser {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static Application application() {
        Application application = Application.strict(TwoOfEverythingIT.stack());
        application.truth().switches("{'device_interval': 1}");
        return application;
    }

    private static JsonNode code(Application application, String account) {
        return Api.require(application.api().post("/v1/accounts/" + account + "/device-code", Map.of()));
    }

    private static void decide(JsonNode code, String decision) {
        Browser browser = new Browser();
        URI page = URI.create(code.path("verification_uri_complete").asText());
        browser.press(browser.open(page), decision, Map.of("user_name", "ada"));
    }

    private static void assertNobodyAskedEarly(Application application) {
        assertThat(application.truth().count("device_polls")).isPositive();
        assertThat(application.truth().count("device_polls_early")).isZero();
        assertThat(application.truth().count("overlaps_max")).isZero();
    }

    @Test
    @DisplayName("RFC 8628 §3: a code that a person enters elsewhere connects the account, and nobody asks too soon")
    void connected() {
        Application application = application();
        String account = application.account("ada");
        decide(code(application, account), "allow");

        await("active").atMost(SOON).until(() -> application.status(account).equals("active"));
        String token = application.token(account);
        assertThat(application.truth().isValid(token)).isTrue();
        assertThat(application
                        .read(account)
                        .path("provider_account")
                        .path("email")
                        .asText())
                .isNotEmpty();
        Api.require(application.refresh(account));
        assertThat(application.truth().isValid(application.token(account))).isTrue();
        assertNobodyAskedEarly(application);
        assertThat(application.truth().count("exchanges")).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 8628 §3.5: whoever says no is heard, and the account stays as it was")
    void denied() {
        Application application = application();
        String account = application.account("ada");
        decide(code(application, account), "deny");

        await("the end").atMost(SOON).untilAsserted(() -> assertThat(application
                        .api()
                        .get("/v1/accounts/" + account + "/events?limit=100")
                        .body()
                        .toString())
                .contains("authorization-failed.v1", "access_denied"));
        assertThat(application.status(account)).isEqualTo("pending_auth");
        assertNobodyAskedEarly(application);
        assertThat(application.truth().count("exchanges")).isZero();
    }
}
