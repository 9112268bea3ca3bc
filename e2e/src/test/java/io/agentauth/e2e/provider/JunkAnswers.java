// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Documented;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Anything for an answer, or none. What cannot be a token is never stored; what can be one is, whatever else is wrong with the answer. */
abstract class JunkAnswers {
    private static final String CANARY = "canary-that-only-the-provider-said";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int AT_ONCE = 3;
    private static final String TOO_MANY =
            "'kind': 'status', 'status': 429, 'headers': {'Retry-After': '1'}, 'body': '" + CANARY + "'";

    /** Nothing in it may be stored. */
    private static final Map<String, String> WITHOUT_TOKENS = Map.ofEntries(
            Map.entry(
                    "an unknown error",
                    "'kind': 'error', 'status': 200, 'error': 'odd_error', 'body': '" + CANARY + "'"),
            Map.entry("a page", "'kind': 'html', 'body': '<h1>" + CANARY + "</h1>'"),
            Map.entry("an empty object", "'kind': 'status', 'status': 200, 'body': '{}'"),
            Map.entry("no object", "'kind': 'status', 'status': 200, 'body': '[null]'"),
            Map.entry("nothing", "'kind': 'status', 'status': 200, 'body': ''"),
            Map.entry("a null token", "'kind': 'edit', 'set': {'access_token': null}"),
            Map.entry("an empty token", "'kind': 'edit', 'set': {'access_token': ''}"),
            Map.entry("an object for a token", "'kind': 'edit', 'set': {'access_token': {'value': '" + CANARY + "'}}"),
            Map.entry("another charset than it says", "'kind': 'wrong_charset'"),
            Map.entry("a gigabyte", "'kind': 'flood'"),
            Map.entry("a gzip bomb", "'kind': 'gzip_bomb'"),
            Map.entry("a proxy's page", "'kind': 'html', 'status': 502, 'body': '<h1>" + CANARY + "</h1>'"),
            Map.entry("500", "'kind': 'status', 'status': 500, 'body': '" + CANARY + "'"),
            Map.entry("429", TOO_MANY),
            Map.entry("no answer", "'kind': 'silence'"));

    /** The same of a code, and the reason that the application is given. */
    private static final Map<String, String> FOR_A_CODE = Map.of(
            "'kind': 'html', 'body': '<h1>" + CANARY + "</h1>'",
            "provider_unavailable",
            "'kind': 'status', 'status': 500, 'body': '" + CANARY + "'",
            "provider_unavailable",
            TOO_MANY,
            "provider_rate_limited",
            "'kind': 'silence'",
            "provider_unavailable",
            "'kind': 'flood'",
            "provider_unavailable");

    /** The token in it is good. */
    private static final Map<String, String> WITH_TOKENS = Map.of(
            "a lifetime of 0", "'kind': 'edit', 'set': {'expires_in': 0}",
            "a negative lifetime", "'kind': 'edit', 'set': {'expires_in': -1}",
            "a lifetime as text", "'kind': 'edit', 'set': {'expires_in': '3600'}",
            "a lifetime of 31,000 years", "'kind': 'edit', 'set': {'expires_in': 1e12}",
            "no lifetime", "'kind': 'edit', 'remove': ['expires_in']",
            "no refresh token", "'kind': 'edit', 'remove': ['refresh_token']",
            "tokens named twice", "'kind': 'duplicate_keys'");

    private static final List<String> OF_KNOWN_LIFE =
            List.of("a lifetime as text", "no refresh token", "tokens named twice");

    @BeforeAll
    static void canary() {
        ProviderFaultsIT.secret(CANARY);
        ProviderFaultsIT.secret("first-of-two");
    }

    @Test
    @DisplayName(
            "D9, D12, fault matrix 46: no token in the answer: nothing stored is overwritten, and the next try is renewed")
    void junkIsNeverStored() {
        AtOnce.map(WITHOUT_TOKENS.entrySet(), AT_ONCE, junk -> {
            requireUnharmed(junk.getKey(), junk.getValue());
            return junk;
        });
    }

    private static void requireUnharmed(String name, String fault) {
        Application application = Application.ofClass(ProviderFaultsIT.stack(), "N");
        Truth truth = application.truth();
        truth.switches("{'rotation': 'none'}");
        String account = application.connected("ada");
        String token = ProviderFaultsIT.secret(application.token(account));
        truth.switches("{'rotation': 'none', 'faults': [{" + fault + ", 'of': 'refresh'}]}");

        Answer answer = application.refresh(account);
        requireStruck(name, truth);

        Documented.requireProblem(
                answer.status(), answer.body(), name.equals("429") ? "provider_rate_limited" : answer.text("code"));
        assertThat(answer.text("code"))
                .as(name)
                .isIn("provider_unavailable", "refresh_in_progress", "provider_rate_limited");
        assertThat(answer.body().toString()).doesNotContain(CANARY);
        assertThat(application.token(account)).as(name).isEqualTo(token);
        assertThat(truth.isValid(token)).as(name).isTrue();
        assertThat(application.read(account).toString()).contains("\"active\"").doesNotContain(CANARY);

        truth.switches("{'rotation': 'none'}");
        requireRenewable(name, application, account);
    }

    @Test
    @DisplayName("Fault matrix 46: a good token in an odd answer: it is stored, and so is what renews it")
    void whatIsGoodIsKept() {
        AtOnce.map(WITH_TOKENS.entrySet(), AT_ONCE, odd -> {
            requireKept(odd.getKey(), odd.getValue());
            return odd;
        });
    }

    private static void requireKept(String name, String fault) {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.connected("ada");
        String token = ProviderFaultsIT.secret(application.token(account));
        truth.switches("{'faults': [{" + fault + ", 'of': 'refresh', 'count': 1}]}");

        Answer answer = application.refresh(account);
        requireStruck(name, truth);

        assertThat(answer.status()).as("%s: %s", name, answer.body()).isEqualTo(200);
        JsonNode read = Api.require(application.tokenAnswer(account));
        String fresh = ProviderFaultsIT.secret(read.path("access_token").asText());
        assertThat(fresh).as(name).isNotEqualTo(token);
        assertThat(truth.isValid(fresh)).as(name).isTrue();
        if (OF_KNOWN_LIFE.contains(name)) {
            assertThat(Duration.between(
                            Instant.now(), Instant.parse(read.path("expires_at").asText())))
                    .as(name)
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(70));
        } else {
            assertThat(read.path("expires_at").isNull())
                    .as("%s: %s", name, read)
                    .isTrue();
        }
        requireRenewable(name, application, account);
        assertThat(truth.count("replays_seen")).as(name).isZero();
        assertThat(truth.count("families_live")).as(name).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Fault matrix 46: a refresh token that the provider does not know itself: a person is asked for, and nothing is told")
    void aRefreshTokenThatNeverWorksIsTheProvidersWord() {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.connected("ada");
        truth.switches("{'faults': [{'kind': 'edit', 'set': {'refresh_token': '" + CANARY + "'}, 'count': 1}]}");
        assertThat(application.refresh(account).status()).isEqualTo(200);
        requireStruck("an unknown refresh token", truth);

        Answer refused = application.refresh(account);

        assertThat(refused.text("code")).isEqualTo("reauthorization_required");
        assertThat(refused.body().toString()).doesNotContain(CANARY);
        application.await(
                account, "expired", read -> read.path("status").asText().equals("expired"));
    }

    @Test
    @DisplayName(
            "Fault matrix 46: no token for a code: the application is told, and the person's next try is the first")
    void aCodeThatGaveNothingHarmsNothing() {
        AtOnce.map(FOR_A_CODE.entrySet(), AT_ONCE, junk -> {
            requireHarmless(junk.getKey(), junk.getValue());
            return junk;
        });
    }

    private static void requireHarmless(String fault, String reason) {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.account("ada");
        Browser browser = new Browser();
        Page consent = Application.consentPage(browser, application.link(account));
        truth.switches("{'faults': [{" + fault + ", 'of': 'code'}]}");

        Page back = Application.back(browser, browser.press(consent, "allow", Map.of("user_name", "ada")));
        requireStruck(fault, truth);

        assertThat(Application.query(back.at())).containsEntry("status", "failed");
        assertThat(back.at().toString()).doesNotContain(CANARY);
        assertThat(application.status(account)).as(fault).isEqualTo("pending_auth");
        assertThat(Api.require(application.api().get("/v1/accounts/" + account + "/events"))
                        .toString())
                .as(fault)
                .contains("\"" + reason + "\"")
                .doesNotContain(CANARY);
        assertThat(truth.count("code_presentations")).as(fault).isEqualTo(1);
        assertThat(truth.validTokens()).as(fault).isEmpty();

        truth.calm();
        application.connect(account, "ada");
        assertThat(truth.isValid(ProviderFaultsIT.secret(application.token(account))))
                .isTrue();
    }

    private static void requireStruck(String name, Truth truth) {
        assertThat(truth.presentations())
                .as("%s strikes", name)
                .anyMatch(shown -> shown.path("outcome").asText().contains("fault:"));
    }

    /** What is stored works at the provider. */
    private static void requireRenewable(String name, Application application, String account) {
        String token = application.token(account);
        await(name).atMost(PATIENCE).until(() -> application.refresh(account).status() == 200);
        String fresh = ProviderFaultsIT.secret(application.token(account));
        assertThat(fresh).as(name).isNotEqualTo(token);
        assertThat(application.truth().isValid(fresh)).as(name).isTrue();
        assertThat(application.status(account)).as(name).isEqualTo("active");
    }
}
