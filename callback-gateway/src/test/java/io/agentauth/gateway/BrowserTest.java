// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page in a real Chromium: accessible (axe, WCAG 2.2 AA), 320 px wide, dark and light, without script; and the whole way of a person. */
@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class BrowserTest {
    private static final String LINK = "/connect/abcdefghijklmnopqrstuv";
    private static final String AUTHORIZATION = "auth_01h455vb4pex5vsknk084sn02q";
    private static final List<String> WCAG =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
    private static final String VIOLATIONS =
            """
            only => axe.run(document, {runOnly: only, resultTypes: ['violations']})
                .then(found => found.violations.map(rule => rule.id + ': ' + rule.help))
            """;
    private static final Path PICTURES = Path.of("target", "pictures");

    private static final String AXE = resource("/axe.min.js");

    private static Playwright playwright;
    private static Browser browser;
    private static BrowserContext window;

    /** Each page that a person can see. */
    enum Sight {
        START,
        START_WITHOUT_SCOPES,
        LINK_USED,
        LINK_EXPIRED,
        LINK_UNKNOWN,
        WAITING,
        SUCCEEDED,
        DENIED,
        EXPIRED,
        FAILED,
        FLOW_UNKNOWN,
        RETRY,
        PROBLEM,
        ROOT
    }

    @BeforeAll
    static void open() {
        playwright = ChromiumDriver.start();
        browser = ChromiumDriver.launch(playwright);
        window = context(320);
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void fresh() {
        FakeServices.reset();
        FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, Prepared.view("ready")));
    }

    @ParameterizedTest
    @EnumSource(Sight.class)
    void everyPageIsAccessibleAndFitsDarkAndLightWideAndNarrow(Sight sight) {
        prepare(sight);
        // A page of its own: some go on by themselves later.
        try (Page page = show(sight)) {
            page.evaluate(AXE);
            fits(page, ColorScheme.LIGHT, 1100);
            fits(page, ColorScheme.LIGHT, 320);
            isAccessible(page, sight + "-light-320.png", Map.of("type", "tag", "values", WCAG));
            fits(page, ColorScheme.DARK, 320);
            fits(page, ColorScheme.DARK, 1100);
            isAccessible(page, sight + "-dark-1100.png", Map.of("type", "rule", "values", List.of("color-contrast")));
        }
    }

    private static void fits(Page page, ColorScheme scheme, int width) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, 800);
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as("no sideways scrolling at %s px", width)
                .isEqualTo(width);
    }

    /** As it looks now, which is kept as a picture too. */
    private static void isAccessible(Page page, String picture, Map<String, Object> rules) {
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(picture)));
        assertThat(page.evaluate(VIOLATIONS, rules)).isEqualTo(List.of());
    }

    @Test
    void aPersonConnectsByKeyboardThroughAProviderThatHopsOverOtherHosts() {
        String hop = FakeServices.url().replace("127.0.0.1", "localhost");
        String app = FakeServices.url() + "/the-application";
        String callback = Door.url() + "/oauth/callback/ctx1?code=the-code&state=the-state";
        FakeServices.REDIRECTS.put("/authorize", hop + "/second-hop");
        FakeServices.REDIRECTS.put("/second-hop", callback);
        FakeServices.ANSWERS.put(
                "/internal/connect/start",
                new FakeServices.Answer(200, Prepared.started(FakeServices.url() + "/authorize")));
        FakeServices.ANSWERS.put(
                "/internal/callbacks", new FakeServices.Answer(200, Prepared.callback("completed", AUTHORIZATION)));
        outcomeIs("succeeded", app);
        List<String> refused = new ArrayList<>();
        try (BrowserContext context = context(800)) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    refused.add(message.text());
                }
            });
            page.navigate(Door.url() + LINK);

            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            page.waitForURL(url -> url.startsWith(app));

            assertThat(page.url()).isEqualTo(app + "?account_id=acc_1&status=active&state=of%20the%26app");
            assertThat(refused).isEmpty();
            assertThat(new JsonObject(FakeServices.seen("/internal/callbacks")
                                    .getFirst()
                                    .body())
                            .getJsonObject("cookies")
                            .getString("__Host-aa-flow1"))
                    .isEqualTo("secret");
        }
    }

    @Test
    @DisplayName("G5: in a real browser the page after consent has neither code nor state in its address")
    void theOutcomePageShowsNeitherCodeNorStateInItsAddress() {
        FakeServices.ANSWERS.put(
                "/internal/callbacks", new FakeServices.Answer(200, Prepared.callback("completed", AUTHORIZATION)));
        outcomeIs("succeeded", null);
        try (BrowserContext context = context(800)) {
            Page page = context.newPage();

            page.navigate(Door.url() + "/oauth/callback/ctx1?code=the-code&state=the-state");

            assertThat(page.url()).isEqualTo(Door.url() + "/connect/outcome/" + AUTHORIZATION);
            assertThat(page.getByRole(AriaRole.HEADING).textContent()).isEqualTo("You are connected");
        }
    }

    private static String resource(String name) {
        try (var in = requireNonNull(BrowserTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BrowserContext context(int width) {
        return browser.newContext(new Browser.NewContextOptions().setViewportSize(width, 800));
    }

    private static void prepare(Sight sight) {
        FakeServices.ANSWERS.put(
                "/internal/callbacks", new FakeServices.Answer(200, Prepared.callback("completed", AUTHORIZATION)));
        JsonObject view = Prepared.view(
                switch (sight) {
                    case LINK_USED -> "used";
                    case LINK_EXPIRED -> "expired";
                    case LINK_UNKNOWN -> "unknown";
                    default -> "ready";
                });
        if (sight == Sight.START_WITHOUT_SCOPES) {
            view.getJsonArray("scopes").clear();
            view.put("identifier", "a-rather-long-organisation-identifier-0123456789-0123456789")
                    .put("identifier_type", "org_id");
            view.getJsonObject("application").put("name", "The Application With The Quite Unreasonably Long Name");
        }
        FakeServices.ANSWERS.put("/internal/connect/view", new FakeServices.Answer(200, view));
        switch (sight) {
            case WAITING, SUCCEEDED, DENIED, EXPIRED, FAILED ->
                outcomeIs(sight.name().toLowerCase(java.util.Locale.ROOT), null);
            case FLOW_UNKNOWN ->
                FakeServices.ANSWERS.put(
                        "/internal/callbacks",
                        new FakeServices.Answer(200, Prepared.callback("unknown", AUTHORIZATION)));
            case RETRY -> FakeServices.SILENT.add("/internal/callbacks");
            default -> {}
        }
    }

    private static Page show(Sight sight) {
        window.clearCookies();
        Page page = window.newPage();
        if (sight == Sight.WAITING) {
            // It would go on by itself while it is looked at. Only the first request is routed, not where it leads.
            page.route("**/oauth/callback/**", route -> {
                APIResponse answer = route.fetch();
                Map<String, String> headers = new HashMap<>(answer.headers());
                assertThat(headers.remove("refresh")).isEqualTo("2");
                route.fulfill(new Route.FulfillOptions().setResponse(answer).setHeaders(headers));
            });
        }
        page.navigate(Door.url()
                + switch (sight) {
                    case START, START_WITHOUT_SCOPES, LINK_USED, LINK_EXPIRED, LINK_UNKNOWN -> LINK;
                    case PROBLEM -> "/problems/reauthorization_required";
                    case ROOT -> "/";
                    default -> "/oauth/callback/ctx1?code=a&state=b";
                });
        return page;
    }

    private static void outcomeIs(String status, String redirectUrl) {
        FakeServices.ANSWERS.put(
                "/internal/authorizations/" + AUTHORIZATION + "/outcome",
                new FakeServices.Answer(200, Prepared.outcome(status, redirectUrl, AUTHORIZATION)));
    }
}
