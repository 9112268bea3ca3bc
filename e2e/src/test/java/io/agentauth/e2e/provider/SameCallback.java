// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.demo.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A callback is an address: it is scanned, prefetched, reloaded, and pressed twice. */
abstract class SameCallback {
    private static final int TIMES = 100;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    @DisplayName(
            "A2, fault matrix 20: the same callback a hundred times at once, and by those who only look: one exchange")
    void theCodeIsExchangedOnce() {
        Application application = Application.strict(ProviderFaultsIT.stack());
        String account = application.account("ada");
        Browser browser = new Browser();
        Page consent = Application.consentPage(browser, application.link(account));
        URI callback = browser.sentTo(consent, "allow", Map.of("user_name", "ada"));
        ProviderFaultsIT.secret(Application.query(callback).get("code"));
        ProviderFaultsIT.secret(Application.query(callback).get("state"));
        String cookie = browser.cookieHeader(callback);

        assertThat(AtOnce.map(times(10), _ -> send("HEAD", callback, cookie).statusCode()))
                .as("scanners that only look")
                .containsOnly(200);
        assertThat(AtOnce.map(times(10), _ -> send("GET", callback, "").statusCode()))
                .as("scanners that fetch without the browser's cookie")
                .containsOnly(400);
        assertThat(application.truth().count("code_presentations")).isZero();

        List<HttpResponse<String>> answers = AtOnce.map(times(TIMES), _ -> send("GET", callback, cookie));

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(303);
        Set<String> sentTo = answers.stream()
                .map(answer -> answer.headers().firstValue("Location").orElse(""))
                .filter(place -> !place.startsWith("/connect/outcome/auth_"))
                .collect(Collectors.toSet());
        HttpResponse<String> later = send("GET", callback, cookie);
        String home = later.headers().firstValue("Location").orElse("");
        assertThat(Application.query(URI.create(home)))
                .containsEntry("status", "active")
                .containsEntry("account_id", account);
        assertThat(sentTo).as("whoever is told an outcome is told the same").isSubsetOf(home);
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.truth().count("exchanges")).isEqualTo(1);
        assertThat(application.truth().families()).hasSize(1);
        assertThat(application.truth().isValid(ProviderFaultsIT.secret(application.token(account))))
                .isTrue();
    }

    private static List<Integer> times(int count) {
        return Collections.nCopies(count, 0);
    }

    private HttpResponse<String> send(String method, URI to, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(to).method(method, HttpRequest.BodyPublishers.noBody());
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
