// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form in which a person enters a key. */
@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class FormComponentTest {
    private static final String LINK = "/connect/abcdefghijklmnopqrstuv";
    private static final String AUTHORIZATION = "auth_01h455vb4pex5vsknk084sn02q";
    private static final String FORM = "/connect/form/" + AUTHORIZATION;
    private static final String COOKIE = "__Host-form-" + AUTHORIZATION;
    private static final String OPENER = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String STATE = "SSSSSSSSSSSSSSSSSSSSSS";
    private static final String CANARY = "key-canary";

    @BeforeEach
    void fresh() {
        FakeServices.reset();
        answer("view", view("open"));
        answer("enter", view("over"));
    }

    @Test
    @DisplayName("B7: the page before names who asks, for whom, and what will be entered")
    void theStartPageSaysWhatWillBeEntered() {
        JsonObject start = Prepared.view("ready")
                .put("enters", true)
                .put("scopes", new JsonArray().add(new JsonObject().put("name", "API key")))
                .put("authorize_origin", "");
        FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, start));

        HttpResponse<String> page = Door.get(LINK);

        assertThat(page.body())
                .contains("Inbox Butler", "user_123", "API key", "What you need at hand", ">Continue<")
                .doesNotContain("You will sign in", "<input");
        assertThat(Door.header(page, "Content-Security-Policy")).contains("form-action 'self';");
    }

    @Test
    void theClickGivesThisBrowserTheFormsCookie() {
        FakeServices.ANSWERS.put(
                "/internal/connect/start",
                new FakeServices.Answer(
                        200,
                        new JsonObject()
                                .put("form", AUTHORIZATION)
                                .put(
                                        "cookie",
                                        new JsonObject()
                                                .put("name", COOKIE)
                                                .put("value", OPENER)
                                                .put("max_age_seconds", 600))));

        HttpResponse<String> answer = Door.send(Door.to(LINK).POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Door.header(answer, "Location")).isEqualTo(FORM);
        assertThat(Door.header(answer, "Set-Cookie"))
                .isEqualTo(COOKIE + "=" + OPENER + "; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    @DisplayName("I5: POST, a state against forgery, no autocomplete, no script")
    void theFormAsksForEachField() {
        HttpResponse<String> page = show();

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<form method=\"post\" autocomplete=\"off\"")
                .contains("name=\"state\" value=\"" + STATE + "\"")
                .contains("<label for=\"field_api_key\">API key</label>")
                .contains("name=\"field_api_key\" type=\"password\" value=\"\" required")
                .contains("name=\"field_workspace\" type=\"text\" value=\"\" required")
                .contains("On your profile.", "Inbox Butler", "user_123")
                .doesNotContain("<script", "role=\"alert\"", "aria-invalid");
        assertThat(Door.header(page, "Content-Security-Policy"))
                .contains("default-src 'none'", "form-action 'self';")
                .doesNotContain("unsafe");
        assertThat(Door.header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(new JsonObject(FakeServices.seen("/internal/connect/form/view")
                        .getFirst()
                        .body()))
                .isEqualTo(
                        new JsonObject().put("authorization_id", AUTHORIZATION).put("cookie", OPENER));
    }

    @Test
    void whatIsSentGoesOnAsItIsAndTheOutcomeIsLookedUpByAnotherRequest() {
        HttpResponse<String> answer = enter("state=" + STATE + "&field_api_key=a%26b%3D+c&field_workspace=&other=x");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Door.header(answer, "Location")).isEqualTo(FORM);
        assertThat(new JsonObject(FakeServices.seen("/internal/connect/form/enter")
                        .getFirst()
                        .body()))
                .isEqualTo(new JsonObject()
                        .put("authorization_id", AUTHORIZATION)
                        .put("cookie", OPENER)
                        .put("state", STATE)
                        .put("fields", new JsonObject().put("api_key", "a&b= c").put("workspace", "")));
    }

    @Test
    void aBrowserGetsAPageThatGoesOnByItself() {
        HttpResponse<String> answer = Door.send(entering("state=" + STATE + "&field_api_key=" + CANARY)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Sec-Fetch-Mode", "navigate"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Door.header(answer, "Refresh")).isEqualTo("0;url=" + FORM);
        assertThat(answer.body()).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @CsvSource({
        "flawed, 422, cannot be right",
        "refused, 422, Keyed Mail did not accept",
        "unanswered, 502, Keyed Mail cannot be reached",
        "stale, 409, used before",
    })
    @DisplayName("I5: it is shown again with what was wrong, and without what was entered")
    void whatIsWrongIsSaidAndNothingIsEchoed(String result, int status, String words) {
        JsonObject again = view(result).put("flaws", new JsonObject().put("workspace", "missing"));
        answer("enter", again);

        HttpResponse<String> page = enter("state=" + STATE + "&field_api_key=" + CANARY + "&field_workspace=" + CANARY);

        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body())
                .contains("role=\"alert\"", words, "Please fill this in.", "aria-invalid=\"true\"")
                .contains("name=\"state\" value=\"" + STATE + "\"")
                .doesNotContain(CANARY);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site",
        "Origin,https://evil.example",
        "Origin,null",
    })
    void anotherSitesFormEntersNothing(String header, String value) {
        HttpResponse<String> answer =
                Door.send(entering("state=" + STATE + "&field_api_key=x").header(header, value));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(FakeServices.seen("/internal/connect/form")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "field_api_key=x", "state=&field_api_key=x", "state=%zz", "state=short", "{\"state\":1}"})
    void withoutAStateNothingGoesOn(String body) {
        HttpResponse<String> answer = enter(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(FakeServices.seen("/internal/connect/form")).isEmpty();
    }

    @Test
    void aBodyThatIsTooLongIsNotRead() {
        HttpResponse<String> answer = enter("state=" + STATE + "&field_api_key=" + "x".repeat(70_000));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(FakeServices.seen("/internal/connect/form")).isEmpty();
    }

    @Test
    void withoutTheCookieThereIsNoForm() {
        assertThat(Door.get(FORM).statusCode()).isEqualTo(404);
        assertThat(Door.send(Door.to(FORM).POST(HttpRequest.BodyPublishers.ofString("state=" + STATE)))
                        .statusCode())
                .isEqualTo(404);
        assertThat(Door.send(Door.to(FORM).header("Cookie", COOKIE + "=short")).statusCode())
                .isEqualTo(404);
        assertThat(Door.send(Door.to(FORM)
                                .header("Cookie", COOKIE + "=" + OPENER)
                                .DELETE())
                        .statusCode())
                .isEqualTo(405);
        assertThat(FakeServices.seen("/internal/connect/form")).isEmpty();
    }

    @Test
    void anUnknownFormGetsOneFixedAnswer() {
        FakeServices.ANSWERS.put(
                "/internal/connect/form/view",
                new FakeServices.Answer(
                        400, FakeServices.problem("flow_unknown").put("status", 400)));

        HttpResponse<String> page = show();

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("cannot finish").doesNotContain("Said by the service");
    }

    @Test
    void whenItIsOverTheBrowserGoesBackToTheApplication() {
        answer("view", view("over"));
        FakeServices.ANSWERS.put(
                "/internal/authorizations/" + AUTHORIZATION + "/outcome",
                new FakeServices.Answer(200, Prepared.outcome("succeeded", "https://app.example/done", AUTHORIZATION)));

        HttpResponse<String> answer = show();

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Door.header(answer, "Location"))
                .isEqualTo("https://app.example/done?account_id=acc_1&status=active&state=of%20the%26app");
    }

    @Test
    @DisplayName("B1: where people are verified the browser takes the proof to the application")
    void whereTheApplicationConfirmsTheBrowserGoesThere() {
        String url = "https://app.example/verify?verify_token=VVVVVVVVVVVVVVVVVVVVVV";
        answer("view", view("entered").put("verify_url", url));
        answer("enter", view("entered").put("verify_url", url));

        HttpResponse<String> sent = enter("state=" + STATE + "&field_api_key=x");
        HttpResponse<String> answer = show();

        assertThat(Door.header(sent, "Location")).isEqualTo(FORM);
        assertThat(sent.body()).doesNotContain("VVVV");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(Door.header(answer, "Location")).isEqualTo(url);
        assertThat(Door.header(answer, "Set-Cookie")).startsWith("__Host-outcome-" + AUTHORIZATION + "=1");
    }

    @Test
    void aFormThatIsTooOldSaysSo() {
        answer("view", view("expired"));

        HttpResponse<String> page = show();

        assertThat(page.statusCode()).isEqualTo(410);
        assertThat(page.body()).contains("took too long").doesNotContain("<form");
    }

    @Test
    @DisplayName("I1: labels and hints are text, whatever they contain")
    void whatTheProvidersFileSaysIsText() {
        JsonObject view = view("open");
        view.getJsonArray("fields")
                .getJsonObject(0)
                .put("label", "<script>alert(1)</script>")
                .put("hint", "\"><img src=x>");
        answer("view", view);

        assertThat(show().body()).doesNotContain("<script", "<img").contains("&lt;script&gt;");
    }

    private static JsonObject view(String result) {
        return new JsonObject()
                .put("result", result)
                .put("state", STATE)
                .put("application", new JsonObject().put("name", "Inbox Butler"))
                .put("provider", new JsonObject().put("id", "keyed").put("name", "Keyed Mail"))
                .put("identifier", "user_123")
                .put("identifier_type", "user_id")
                .put(
                        "fields",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "workspace")
                                        .put("label", "Workspace")
                                        .put("public", true))
                                .add(new JsonObject()
                                        .put("name", "api_key")
                                        .put("label", "API key")
                                        .put("hint", "On your profile.")
                                        .put("public", false)))
                .put("flaws", new JsonObject())
                .putNull("verify_url");
    }

    private static void answer(String what, JsonObject view) {
        FakeServices.ANSWERS.put("/internal/connect/form/" + what, new FakeServices.Answer(200, view));
    }

    private static HttpResponse<String> show() {
        return Door.send(Door.to(FORM).header("Cookie", COOKIE + "=" + OPENER));
    }

    private static HttpRequest.Builder entering(String body) {
        return Door.to(FORM)
                .header("Cookie", COOKIE + "=" + OPENER)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> enter(String body) {
        return Door.send(entering(body));
    }
}
