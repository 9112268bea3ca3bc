// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Logs;
import io.agentauth.e2e.support.Raw.Said;
import io.agentauth.ids.AccountId;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.demo.Page;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callbacks that no honest provider sends: no code is exchanged for them, and the honest one still counts where it can. */
@Tag("fault")
abstract class BadCallback {
    private static final List<String> SECRETS = new ArrayList<>(List.of(Application.CLIENT_SECRET));

    private static LocalStack stack;

    private final Browser browser = new Browser();
    private Application application;
    private String account;
    private URI callback;

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
    }

    @AfterAll
    static void nothingWasLogged() {
        new Logs(stack).assertFreeOf(SECRETS);
    }

    @BeforeEach
    void aPersonSaysYes() {
        application = Application.strict(stack);
        account = application.account("ada");
        callback = consent(browser);
    }

    @Test
    void anUnknownStateIsNoFlow() {
        requireUnknown(come(query("state", "a-state-that-nobody-made"), browser));
        requireUnknown(come(callback.getRawQuery().replaceAll("state=[^&]*&?", ""), browser));
        requireHonest();
    }

    @Test
    @DisplayName("A4: another browser is not of the flow")
    void anotherBrowserIsNotOfTheFlow() {
        requireUnknown(come(callback.getRawQuery(), new Browser()));
        requireHonest();
    }

    @Test
    @DisplayName("A8: a state that comes twice is none")
    void whatComesTwiceIsNoAnswer() {
        requireUnknown(come(callback.getRawQuery() + "&state=another", browser));
        requireHonest();
    }

    @Test
    @DisplayName("A8, C4: two codes, a code with an error, and another issuer end the flow without an exchange")
    void twoCodesOrACodeWithAnErrorEndTheFlowWithoutAnExchange() {
        requireFailed(come(callback.getRawQuery() + "&error=access_denied", browser));
        callback = consent(browser);
        requireFailed(come(callback.getRawQuery() + "&code=another", browser));
        callback = consent(browser);
        requireFailed(come(query("iss", "https%3A%2F%2Fattacker.example"), browser));

        callback = consent(browser);
        requireHonest();
    }

    @Test
    @DisplayName("A2: a state that was used tells its outcome, and exchanges nothing")
    void aStateThatWasUsedTellsItsOutcomeAndExchangesNothing() {
        requireHonest();
        String token = secret(application.token(account));

        Said again = come(query("code", "a-code-that-somebody-put-in"), browser);

        assertThat(again.status()).isEqualTo(303);
        assertThat(outcome(again)).containsEntry("status", "active");
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.token(account)).isEqualTo(token);
    }

    @Test
    void aStateOfBeforeADisconnectExchangesNothing() {
        requireHonest();
        callback = consent(browser);
        application.disconnect(account);

        Said late = come(callback.getRawQuery(), browser);

        assertThat(late.status()).isIn(303, 400);
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.status(account)).isEqualTo("disconnected");
        assertThat(application.truth().validTokens()).isEmpty();
    }

    @Test
    @DisplayName("A3: an old state exchanges nothing")
    void anOldStateExchangesNothing() throws SQLException {
        try (Connection database = DriverManager.getConnection(stack.superuserJdbcUrl(Part.TOKEN_REFRESHER));
                PreparedStatement age = database.prepareStatement(
                        "update flow set expires_at = now() - interval '1 second' where account_id = ?")) {
            age.setObject(1, AccountId.parse(account).value());
            assertThat(age.executeUpdate()).as("the flow is old now").isEqualTo(1);
        }

        Said late = come(callback.getRawQuery(), browser);

        assertThat(late.status()).as(late.body()).isEqualTo(303);
        requireNothingTold(late);
        assertThat(outcome(late)).containsEntry("status", "expired");
        assertThat(application.status(account)).isEqualTo("pending_auth");
        callback = consent(browser);
        requireHonest();
    }

    @Test
    void aLinkTakesOnePersonOnce() {
        URI link = application.link(account);
        Application.consentPage(browser, link);

        Page again = browser.open(link);

        assertThat(again.status()).isEqualTo(410);
        assertThat(browser.open(stack.baseUrl().resolve("/connect/a-handle-that-nobody-made"))
                        .status())
                .isEqualTo(404);
    }

    private URI consent(Browser by) {
        URI to = by.sentTo(Application.consentPage(by, application.link(account)), "allow", Map.of("user_name", "ada"));
        secret(Application.query(to).get("code"));
        secret(Application.query(to).get("state"));
        return to;
    }

    /** The callback's query with another value for one parameter. */
    private String query(String name, String value) {
        return callback.getRawQuery().replaceAll("(^|&)" + name + "=[^&]*", "$1" + name + "=" + value);
    }

    private Said come(String query, Browser by) {
        HttpResponse<String> answer = by.once(stack.baseUrl().resolve(callback.getRawPath() + "?" + query));
        return new Said(answer.statusCode(), answer);
    }

    private void requireUnknown(Said said) {
        assertThat(said.status()).as(said.body()).isEqualTo(400);
        requireNothingTold(said);
    }

    private void requireFailed(Said said) {
        assertThat(said.status()).as(said.body()).isEqualTo(303);
        requireNothingTold(said);
        assertThat(outcome(said)).containsEntry("status", "failed");
        assertThat(application.status(account)).isEqualTo("pending_auth");
    }

    private void requireNothingTold(Said said) {
        assertThat(SECRETS).noneMatch(secret -> said.body().contains(secret));
        assertThat(said.header("location")).doesNotContain("code=");
        assertThat(application.truth().count("code_presentations")).isZero();
    }

    /** The callback as the provider sent it works. */
    private void requireHonest() {
        Said said = come(callback.getRawQuery(), browser);
        assertThat(said.status()).as(said.body()).isEqualTo(303);
        assertThat(outcome(said)).containsEntry("status", "active");
        assertThat(application.truth().count("code_presentations")).isEqualTo(1);
        assertThat(application.status(account)).isEqualTo("active");
    }

    /** What the application is told, at once or after a look at the waiting page. */
    private Map<String, String> outcome(Said said) {
        URI next = callback.resolve(said.header("location"));
        return Application.query(
                Application.back(browser, new Page(next, said.status(), "")).at());
    }

    private static String secret(String value) {
        SECRETS.add(value);
        return value;
    }
}
