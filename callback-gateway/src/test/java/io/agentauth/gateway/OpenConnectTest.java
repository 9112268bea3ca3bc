// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** openConnect of the JavaScript SDK in a real Chromium: an application, the hosted pages and a provider, on three origins. */
@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class OpenConnectTest {
    private static final String LINK = "/connect/abcdefghijklmnopqrstuv";
    private static final String AUTHORIZATION = "auth_01h455vb4pex5vsknk084sn02q";
    private static final int BYTES_MAX = 5_000;

    private static Playwright playwright;
    private static Browser browser;
    private static ApplicationPages pages;

    private BrowserContext window;

    @BeforeAll
    static void launch() throws IOException {
        playwright = ChromiumDriver.start();
        browser = ChromiumDriver.launch(playwright);
        pages = new ApplicationPages(Door.url() + "/oauth/callback/ctx1");
    }

    @AfterAll
    static void end() {
        if (playwright != null) {
            playwright.close();
        }
        if (pages != null) {
            pages.close();
        }
    }

    @BeforeEach
    void prepare() {
        FakeServices.reset();
        FakeServices.ANSWERS.put(
                "/internal/connect/view",
                new FakeServices.Answer(200, Prepared.view("ready").put("authorize_origin", pages.provider())));
        FakeServices.ANSWERS.put(
                "/internal/connect/start",
                new FakeServices.Answer(200, Prepared.started(pages.provider() + "/authorize")));
        FakeServices.ANSWERS.put(
                "/internal/callbacks", new FakeServices.Answer(200, Prepared.callback("completed", AUTHORIZATION)));
        outcomeIs("succeeded");
        window = browser.newContext();
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void aPersonWhoAgreesIsDoneAndThePopupCloses() {
        Page page = settings(Door.url() + LINK);
        Page popup = popup(page);

        agree(popup);
        popup.waitForClose(() -> popup.locator("#allow").click());

        assertThat(outcome(page))
                .isEqualTo(Map.of("status", "done", "reason", "active", "account_id", "acc_1", "state", "of the&app"));
    }

    @Test
    void aPersonWhoSaysNoHasDenied() {
        outcomeIs("denied");
        Page page = settings(Door.url() + LINK);
        Page popup = popup(page);

        agree(popup);
        popup.waitForClose(() -> popup.locator("#deny").click());

        assertThat(outcome(page)).containsEntry("status", "denied");
    }

    @Test
    void aPersonWhoClosesThePopupAndComesBackHasClosed() {
        Page page = settings(Door.url() + LINK);
        Page popup = popup(page);
        agree(popup);

        popup.close();
        page.evaluate("document.hasFocus = () => true");

        assertThat(outcome(page)).isEqualTo(Map.of("status", "closed"));
    }

    @Test
    void aPopupThatNobodyAskedForIsBlockedAndThePageItselfGoes() {
        Page page = window.newPage();
        page.navigate(address(Door.url() + LINK) + "&unasked");

        page.waitForURL(Door.url() + LINK);
        agree(page);
        page.locator("#allow").click();
        page.waitForURL(url -> url.startsWith(pages.application() + "/connected"));

        assertThat(window.pages()).hasSize(1);
        assertThat(outcome(page)).containsEntry("status", "done").containsEntry("account_id", "acc_1");
    }

    @Test
    void aMessageOfAnotherOriginIsNotHeard() {
        Page page = settings(pages.provider() + "/authorize");
        Page popup = popup(page);
        page.waitForFunction("heard.length > 0");

        assertThat(page.evaluate("heard")).isEqualTo(List.of(pages.provider()));
        assertThat(page.evaluate("window.outcome === undefined")).isEqualTo(true);

        popup.waitForClose(() ->
                popup.evaluate("location = '" + pages.application() + "/connected?status=denied&account_id=acc_2'"));

        assertThat(outcome(page)).containsEntry("status", "denied").containsEntry("account_id", "acc_2");
    }

    @Test
    void anOpenerOfAnotherOriginIsNotTold() {
        Page foreign = window.newPage();
        foreign.navigate(pages.provider() + "/authorize");
        Page popup = foreign.waitForPopup(() -> foreign.evaluate(
                "void window.open('" + pages.application() + "/connected?status=active&account_id=acc_1')"));

        foreign.waitForFunction("window.heard?.length > 0");

        assertThat(outcome(popup)).containsEntry("status", "done");
        assertThat(foreign.evaluate("heard")).isEqualTo(List.of("\"the page has run\""));
    }

    @Test
    void theReadmeWorksAsItIsWritten() {
        outcomeIs("succeeded", "/connected-as-written");
        Page page = window.newPage();
        page.navigate(address("/settings-as-written", Door.url() + LINK));
        page.evaluate("document.hasFocus = () => false");
        Page popup = popup(page);
        agree(popup);

        ConsoleMessage said = page.waitForConsoleMessage(
                () -> popup.waitForClose(() -> popup.locator("#allow").click()));

        assertThat(said.text()).isEqualTo("done");
    }

    @Test
    void whatBrowsersLoadIsSmall() throws IOException {
        assertThat(Files.size(ApplicationPages.script())).isLessThan(BYTES_MAX);
    }

    /** The application's page; the person's attention is not on it. */
    private Page settings(String link) {
        Page page = window.newPage();
        page.navigate(address(link));
        page.evaluate("document.hasFocus = () => false");
        return page;
    }

    private static String address(String link) {
        return address("/settings", link);
    }

    private static String address(String path, String link) {
        return pages.application() + path + "?link=" + URLEncoder.encode(link, StandardCharsets.UTF_8);
    }

    private static Page popup(Page page) {
        return page.waitForPopup(() -> page.locator("#connect").click());
    }

    /** From the hosted page to the provider's. */
    private static void agree(Page page) {
        page.getByRole(AriaRole.BUTTON).first().click();
        page.waitForURL(pages.provider() + "/authorize");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> outcome(Page page) {
        page.waitForFunction("window.outcome !== undefined");
        return (Map<String, Object>) page.evaluate("window.outcome");
    }

    private static void outcomeIs(String status) {
        outcomeIs(status, "/connected");
    }

    private static void outcomeIs(String status, String path) {
        JsonObject outcome = Prepared.outcome(status, pages.application() + path, AUTHORIZATION);
        FakeServices.ANSWERS.put(
                "/internal/authorizations/" + AUTHORIZATION + "/outcome", new FakeServices.Answer(200, outcome));
    }
}
