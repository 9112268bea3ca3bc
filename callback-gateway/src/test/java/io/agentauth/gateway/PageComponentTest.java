// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.problems.ProblemType;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class PageComponentTest {
    private static final String LINK = "/connect/abcdefghijklmnopqrstuv";
    private static final String AUTHORIZATION = "auth_01h455vb4pex5vsknk084sn02q";
    private static final String CALLBACK = "/oauth/callback/ctx1?code=the-code&state=the-state";

    @BeforeEach
    void fresh() {
        FakeServices.reset();
        FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, Prepared.view("ready")));
        FakeServices.ANSWERS.put(
                "/internal/connect/start",
                new FakeServices.Answer(200, Prepared.started("https://provider.example/authorize?state=x&a=%22b")));
        callbackAnswers("completed");
        outcomeIs("succeeded", "https://app.example/done?keep=1");
    }

    @Nested
    class Looking {
        @Test
        @DisplayName("B7, I2: the page names application, provider, person and scopes, and cannot be framed")
        void thePageNamesApplicationProviderPersonAndWhatIsAsked() {
            HttpResponse<String> page = Door.get(LINK);

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("Inbox Butler", "Gmail", "user_123", "Send e-mail for you", "<form method=\"post\">");
            assertThat(Door.header(page, "Content-Security-Policy"))
                    .contains("default-src 'none'", "style-src 'self'", "form-action 'self' https://provider.example;")
                    .contains("frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD"})
        void lookingConsumesNothing(String method) {
            Door.send(Door.to(LINK).method(method, HttpRequest.BodyPublishers.noBody()));

            assertThat(FakeServices.seen("/internal/connect/start")).isEmpty();
        }

        @Test
        @DisplayName("I1, I4: names from outside are text, no picture is from outside, and no policy is loosened")
        void namesFromOutsideAreTextWhateverTheyContain() {
            JsonObject view = Prepared.view("ready");
            String evil = "<script>alert(1)</script>\"'&";
            view.getJsonObject("application").put("name", evil).put("logo_url", "https://evil.example/logo.svg");
            view.getJsonObject("provider").put("name", "<img src=x onerror=alert(2)>");
            view.put("identifier", "{0}{1}</dd><h1>").put("authorize_origin", "https://a.example; script-src *");
            view.getJsonArray("scopes")
                    .getJsonObject(0)
                    .put("description", evil)
                    .put("name", "</ul><script>");
            FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, view));

            HttpResponse<String> page = Door.get(LINK);

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .doesNotContain("<script", "<img", "</dd><h1>", "evil.example")
                    .contains("&lt;script&gt;");
            assertThat(Door.header(page, "Content-Security-Policy"))
                    .contains("form-action 'self';", "img-src 'self';")
                    .doesNotContain("script-src");
        }

        @Test
        @DisplayName(
                "I4: an application's logo is shown if it is a picture in itself, and nobody else is asked for one")
        void aLogoIsShownFromTheAddressItself() {
            JsonObject view = Prepared.view("ready");
            String logo = "data:image/png;base64,iVBORw0KGgo=";
            view.getJsonObject("application").put("logo_url", logo);
            FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, view));

            HttpResponse<String> page = Door.get(LINK);

            assertThat(page.body()).contains("src=\"" + logo + "\"");
            assertThat(Door.header(page, "Content-Security-Policy")).contains("img-src 'self' data:;");
            view.getJsonObject("application").put("logo_url", "data:image/svg+xml;base64,PHN2Zz4=");
            assertThat(Door.get(LINK).body()).doesNotContain("<img");
        }

        @ParameterizedTest
        @CsvSource({"used,410,already used", "expired,410,expired", "unknown,404,does not work"})
        void aLinkThatCannotBeUsedSaysWhy(String state, int status, String words) {
            FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, Prepared.view(state)));

            HttpResponse<String> page = Door.get(LINK);

            assertThat(page.statusCode()).isEqualTo(status);
            assertThat(page.body()).contains(words).doesNotContain("<form");
        }

        @Test
        void aHandleOfAnotherFormIsNotAskedAbout() {
            assertThat(Door.get("/connect/short").statusCode()).isEqualTo(404);
            assertThat(FakeServices.seen("/internal/connect/view")).isEmpty();
        }

        @Test
        void whileAccountServiceIsAwayThePageAsksToTryAgain() {
            FakeServices.SILENT.add("/internal/connect");

            HttpResponse<String> page = Door.get(LINK);

            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("Please try again", "href=\"\"");
            assertThat(Door.header(page, "Retry-After")).isNotNull();
        }
    }

    @Nested
    class Clicking {
        @Test
        @DisplayName("I6: the cookie of a flow is bound to the host, and out of reach of scripts and other sites")
        void aClientWithoutABrowsersHeadersGetsThe303AndTheCookie() {
            HttpResponse<String> answer = Door.send(click());

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(Door.header(answer, "Location")).isEqualTo("https://provider.example/authorize?state=x&a=%22b");
            assertThat(Door.header(answer, "Set-Cookie"))
                    .isEqualTo("__Host-aa-flow1=secret; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax");
            assertThat(FakeServices.seen("/internal/connect/start").getFirst().body())
                    .contains("127.0.0.1");
        }

        @Test
        void aBrowserGetsAPageThatGoesOnByItself() {
            HttpResponse<String> answer =
                    Door.send(click().header("Sec-Fetch-Site", "same-origin").header("Sec-Fetch-Mode", "navigate"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Door.header(answer, "Refresh"))
                    .isEqualTo("0;url=https://provider.example/authorize?state=x&a=%22b");
            assertThat(answer.body()).contains("href=\"https://provider.example/authorize?state=x&amp;a=%22b\"");
            assertThat(Door.header(answer, "Set-Cookie")).startsWith("__Host-aa-flow1=");
        }

        @ParameterizedTest
        @CsvSource({
            "Sec-Fetch-Site,cross-site",
            "Sec-Fetch-Site,same-site",
            "Origin,https://evil.example",
            "Origin,null",
        })
        @DisplayName("B7: a form of another site starts nothing")
        void anotherSitesFormStartsNothing(String header, String value) {
            HttpResponse<String> answer = Door.send(click().header(header, value));

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(FakeServices.seen("/internal/connect/start")).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "connect_link_used,410,already used",
            "connect_link_expired,410,expired",
            "conflict,409,One moment",
            "service_unavailable,503,try again",
            "internal_error,503,try again",
        })
        void whatGoesWrongBehindIsSaidInPlainWords(String code, int status, String words) {
            FakeServices.ANSWERS.put(
                    "/internal/connect/start", new FakeServices.Answer(400, FakeServices.problem(code)));

            HttpResponse<String> page = Door.send(click());

            assertThat(page.statusCode()).isEqualTo(status);
            assertThat(page.body()).containsIgnoringCase(words).doesNotContain("Said by the service");
        }

        @ParameterizedTest
        @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "ftp://provider.example"})
        void onlyHttpAddressesAreFollowed(String url) {
            FakeServices.ANSWERS.put("/internal/connect/start", new FakeServices.Answer(200, Prepared.started(url)));

            HttpResponse<String> page = Door.send(click());

            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(Door.header(page, "Location")).isNull();
        }

        private HttpRequest.Builder click() {
            return Door.to(LINK).POST(HttpRequest.BodyPublishers.noBody());
        }
    }

    @Nested
    class ComingBack {
        @Test
        void theQueryAndOnlyTheFlowsCookiesGoToTokenRefresher() {
            Door.send(Door.to(CALLBACK).header("Cookie", "other=1; __Host-aa-flow1=secret; __Host-outcome-x=1"));

            JsonObject passed = new JsonObject(
                    FakeServices.seen("/internal/callbacks").getFirst().body());
            assertThat(passed.getString("context")).isEqualTo("ctx1");
            assertThat(passed.getString("query")).isEqualTo("code=the-code&state=the-state");
            assertThat(passed.getJsonObject("cookies").getMap()).containsOnlyKeys("__Host-aa-flow1");
        }

        @Test
        @DisplayName("A14: the way back to the application is a 303")
        void theApplicationIsToldAccountStatusAndState() {
            HttpResponse<String> answer = Door.get(CALLBACK);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(Door.header(answer, "Location"))
                    .isEqualTo("https://app.example/done?keep=1&account_id=acc_1&status=active&state=of%20the%26app");
        }

        @Test
        void aRefusalGoesBackToTheApplicationToo() {
            callbackAnswers("denied");
            outcomeIs("denied", "https://app.example/done");

            assertThat(Door.header(Door.get(CALLBACK), "Location"))
                    .isEqualTo("https://app.example/done?account_id=acc_1&status=denied&state=of%20the%26app");
        }

        @Test
        @DisplayName("A14, G5: code and state leave the address bar")
        void withoutAnApplicationsAddressCodeAndStateLeaveTheAddressBar() {
            outcomeIs("succeeded", null);

            HttpResponse<String> answer = Door.get(CALLBACK);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(Door.header(answer, "Location")).isEqualTo("/connect/outcome/" + AUTHORIZATION);
            assertThat(Door.header(answer, "Set-Cookie")).contains("HttpOnly", "Secure", "SameSite=Lax");
        }

        @Test
        @DisplayName(
                "B1, B2, A14: where people are verified, the browser takes the proof to the application, by 303 and nowhere else")
        void theBrowserGoesToTheApplicationWithTheProof() {
            String url = "https://app.example/verify?tab=1&verify_token=AAAAAAAAAAAAAAAAAAAAAA";
            callbackAnswersVerification(url);

            HttpResponse<String> answer = Door.get(CALLBACK);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(Door.header(answer, "Location")).isEqualTo(url);
            assertThat(Door.header(answer, "Set-Cookie"))
                    .startsWith("__Host-outcome-" + AUTHORIZATION + "=1")
                    .contains("Max-Age=1200", "HttpOnly", "Secure")
                    .doesNotContain("AAAAAAAA");
            assertThat(Door.header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(Door.header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.body()).doesNotContain("AAAAAAAA");
            assertThat(FakeServices.seen("/internal/authorizations")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "ftp://app.example"})
        @DisplayName("B5: a verify URL that is not http is not followed")
        void onlyHttpVerifyUrlsAreFollowed(String url) {
            callbackAnswersVerification(url);

            HttpResponse<String> answer = Door.get(CALLBACK);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Door.header(answer, "Location")).isNull();
        }

        private void callbackAnswersVerification(String url) {
            FakeServices.ANSWERS.put(
                    "/internal/callbacks",
                    new FakeServices.Answer(
                            200,
                            Prepared.callback("verification", AUTHORIZATION).put("verify_url", url)));
        }

        @Test
        @DisplayName("H10: a HEAD of the callback spends nothing")
        void aScannersHeadSpendsNothing() {
            HttpResponse<String> answer =
                    Door.send(Door.to(CALLBACK).method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(FakeServices.seen("/internal/callbacks")).isEmpty();
        }

        @Test
        void aFormPostIsNotSupported() {
            HttpResponse<String> answer = Door.send(
                    Door.to("/oauth/callback/ctx1").POST(HttpRequest.BodyPublishers.ofString("code=a&state=b")));

            assertThat(answer.statusCode()).isEqualTo(405);
        }

        @Test
        @DisplayName("A2: whoever is not of the flow gets one fixed answer")
        void anUnknownFlowGetsOneFixedAnswer() {
            callbackAnswers("unknown");

            HttpResponse<String> answer = Door.get(CALLBACK);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("cannot finish").doesNotContain("the-code", "the-state");
        }

        @Test
        void whileTokenRefresherIsAwayTheSameAddressCanBeLoadedAgain() {
            FakeServices.SILENT.add("/internal/callbacks");
            HttpResponse<String> away = Door.get(CALLBACK);
            FakeServices.SILENT.clear();
            HttpResponse<String> back = Door.get(CALLBACK);

            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body()).contains("href=\"\"").doesNotContain("the-code", "the-state");
            assertThat(back.statusCode()).isEqualTo(303);
        }
    }

    @Nested
    class Outcome {
        @ParameterizedTest
        @CsvSource({
            "succeeded,You are connected",
            "denied,Nothing was connected",
            "expired,This took too long",
            "failed,did not work",
            "waiting,Almost there",
        })
        @DisplayName("A9: each outcome has a fixed text")
        void eachOutcomeHasItsPage(String status, String words) {
            outcomeIs(status, null);

            HttpResponse<String> page = Door.send(outcome().header("Cookie", "__Host-outcome-" + AUTHORIZATION + "=1"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains(words);
            assertThat(Door.header(page, "Refresh")).isEqualTo("waiting".equals(status) ? "2" : null);
        }

        @Test
        @DisplayName("A13: whoever used another account than before is told so here, and goes back from there")
        void anotherAccountHasItsPage() {
            FakeServices.ANSWERS.put(
                    "/internal/authorizations/" + AUTHORIZATION + "/outcome",
                    new FakeServices.Answer(
                            200,
                            Prepared.outcome("failed", "https://app.example/done", AUTHORIZATION)
                                    .put("reason", "different_person")));

            HttpResponse<String> page = Door.send(outcome().header("Cookie", "__Host-outcome-" + AUTHORIZATION + "=1"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("That is another account", "Inbox Butler was connected to another account at Gmail")
                    .contains("Back to Inbox Butler")
                    .contains(
                            "href=\"https://app.example/done?account_id=acc_1&amp;status=failed&amp;state=of%20the%26app\"");
        }

        @Test
        @DisplayName("B2: while the application has not said who it is, the page waits and names it")
        void waitingForTheApplicationHasItsPage() {
            FakeServices.ANSWERS.put(
                    "/internal/authorizations/" + AUTHORIZATION + "/outcome",
                    new FakeServices.Answer(
                            200,
                            Prepared.outcome("waiting", "https://app.example/done", AUTHORIZATION)
                                    .put("waiting_for", "application")));

            HttpResponse<String> page = Door.send(outcome().header("Cookie", "__Host-outcome-" + AUTHORIZATION + "=1"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("One more step", "Inbox Butler makes sure");
            assertThat(Door.header(page, "Refresh")).isEqualTo("2");
        }

        @Test
        void whoeverDidNotComeThroughTheCallbackSeesNothing() {
            HttpResponse<String> page = Door.send(outcome());

            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.body()).doesNotContain("Inbox Butler", "Gmail");
            assertThat(FakeServices.seen("/internal/authorizations")).isEmpty();
        }

        @Test
        void waitingEndsAtTheApplication() {
            HttpResponse<String> answer =
                    Door.send(outcome().header("Cookie", "__Host-outcome-" + AUTHORIZATION + "=1"));

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(Door.header(answer, "Location")).startsWith("https://app.example/done");
        }

        private HttpRequest.Builder outcome() {
            return Door.to("/connect/outcome/" + AUTHORIZATION);
        }
    }

    @Nested
    class PlainPages {
        @ParameterizedTest
        @EnumSource(ProblemType.class)
        void everyProblemHasItsPage(ProblemType type) {
            HttpResponse<String> page = Door.get("/problems/" + type.code());

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains(type.code(), type.title().replace("'", "&#39;"))
                    .doesNotContain("problem." + type.code());
        }

        @Test
        void anUnknownProblemIsNotFound() {
            assertThat(Door.get("/problems/nope").statusCode()).isEqualTo(404);
        }

        @Test
        @DisplayName("G5: the pages load nothing from elsewhere")
        void theStyleSheetIsSmallAndKeptForGood() {
            String page = Door.get("/").body();
            String path = page.replaceAll("(?s).*href=\"(/assets/style[^\"]+)\".*", "$1");

            HttpResponse<String> style = Door.get(path);

            assertThat(style.statusCode()).isEqualTo(200);
            assertThat(Door.header(style, "Cache-Control")).contains("immutable");
            assertThat(Door.header(style, "Content-Type")).startsWith("text/css");
            assertThat(style.body().length()).isLessThan(15_000);
            assertThat(style.body()).doesNotContain("http", "@import");
        }

        @Test
        void unknownLanguagesGetEnglish() {
            HttpResponse<String> page = Door.send(Door.to(LINK).header("Accept-Language", "tlh, *;q=0.1;;,"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<html lang=\"en\">");
        }
    }

    private static void callbackAnswers(String outcome) {
        FakeServices.ANSWERS.put(
                "/internal/callbacks", new FakeServices.Answer(200, Prepared.callback(outcome, AUTHORIZATION)));
    }

    private static void outcomeIs(String status, String redirectUrl) {
        FakeServices.ANSWERS.put(
                "/internal/authorizations/" + AUTHORIZATION + "/outcome",
                new FakeServices.Answer(200, Prepared.outcome(status, redirectUrl, AUTHORIZATION)));
    }
}
