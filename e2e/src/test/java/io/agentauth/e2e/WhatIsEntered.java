// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A person who enters a key, at a provider that has no consent. */
abstract class WhatIsEntered {
    private static final String FIELD = "field_api_key";

    @Test
    @DisplayName(
            "I5: a wrong key is said and not kept, the right one is handed out in the provider's shape, and forgotten in the end")
    void fromTheFormToTheToken() {
        Application application = Application.keyed(TwoOfEverythingIT.stack());
        String account = application.account("user_123");
        Browser browser = new Browser();

        Page form = browser.press(browser.open(application.link(account)), "continue");
        assertThat(form.heading()).isEqualTo("Enter your Key emulator access");
        Page again = browser.press(form, "connect", Map.of(FIELD, "key-nobody"));
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.html()).contains("did not accept").doesNotContain("key-nobody");
        assertThat(application.status(account)).isEqualTo("pending_auth");
        Page back = Application.back(browser, browser.press(again, "connect", Map.of(FIELD, "key-grace")));

        assertThat(Application.query(back.at()))
                .containsEntry("account_id", account)
                .containsEntry("status", "active")
                .containsEntry("state", "kept");
        assertThat(application
                        .read(account)
                        .path("provider_account")
                        .path("email")
                        .asText())
                .isEqualTo("grace@example.test");
        JsonNode handed = Api.require(application.tokenAnswer(account));
        assertThat(handed.path("auth_type").asText()).isEqualTo("api_key");
        assertThat(handed.path("headers").path("X-Api-Key").asText()).isEqualTo("key-grace");
        assertThat(browser.press(form, "connect", Map.of(FIELD, "key-ada")).at().toString())
                .as("a page that was used leads to what came of it")
                .startsWith(Browser.HOME);
        assertThat(Api.require(application.tokenAnswer(account)).toString()).doesNotContain("key-ada");

        assertThat(application.disconnect(account).findValuesAsText("status")).contains("unsupported");
        Answer gone = application.tokenAnswer(account);
        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.body().toString()).doesNotContain("key-grace");
    }

    @Test
    @DisplayName("what the application brings itself is tried as well")
    void byTheApi() {
        Application application = Application.keyed(TwoOfEverythingIT.stack());
        String account = application.account("user_123");
        String path = "/v1/accounts/" + account + "/credentials";

        assertThat(application
                        .api()
                        .put(path, Map.of("fields", Map.of("api_key", "key-nobody")))
                        .text("code"))
                .isEqualTo("credentials_refused");
        assertThat(application.status(account)).isEqualTo("pending_auth");
        assertThat(application
                        .api()
                        .put(path, Map.of("fields", Map.of("api_key", "key-grace")))
                        .text("status"))
                .isEqualTo("active");
        assertThat(application
                        .api()
                        .post("/v1/accounts/" + account + "/check", Map.of())
                        .text("held"))
                .isEqualTo("yes");
    }
}
