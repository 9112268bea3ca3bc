// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.keycloak.Keycloak;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.spring.SpringServer;
import io.agentauth.e2e.support.AppKey;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.BoundToken;
import io.agentauth.e2e.support.Stacks;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.demo.Page;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Real providers: Keycloak, whose access tokens live 30 s here, and Spring Authorization Server. The refresh tokens of both work once. */
@Order(1)
class KeycloakIT {
    private static final String NAME = "keycloak";
    private static final int ROTATIONS = 4;
    private static final Duration SENT_WITHIN = Duration.ofSeconds(60);
    private static final AppKey SPRING_KEY = AppKey.fresh();
    private static final String SPRING_SECRET = "secret of spring: 100 % + more";

    private static Keycloak keycloak;
    private static SpringServer spring;
    private static CrashRules crashes;
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        keycloak = Keycloak.start(Tools.keycloak(), Tools.folder(NAME));
        spring = SpringServer.start(Tools.folder("spring"), SPRING_KEY);
        crashes = new CrashRules(Tools.byteman(), Tools.folder(NAME));
        stack = Stacks.named(NAME)
                .testIssuer(keycloak.issuer().resolve("/"))
                .testIssuer(spring.issuer().resolve("/"))
                .jvmOptions(Part.TOKEN_REFRESHER, crashes.jvmOptions())
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.deadline", "15s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.tcp-user-timeout", "1s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.lease", "45s")
                .config(Part.TOKEN_REFRESHER, "agent-auth.token-endpoint.pause-allowance", "1s")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (spring != null) {
            spring.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    @DisplayName(
            "RFC 9126: an account whose request was pushed stays fresh through rotations and crashes, and ends revoked")
    void anAccountStaysFreshThroughRotationsAndCrashesAndEndsRevoked() {
        Application application = Application.at(stack, keycloak.issuer(), Keycloak.CLIENT_ID, Keycloak.CLIENT_SECRET);
        String account = application.account("ada");
        logIn(application.link(account));
        String token = application.token(account);
        for (int i = 0; i < ROTATIONS - 2; i++) {
            token = rotated(application, account, token);
        }

        Child refresher = stack.child(Part.TOKEN_REFRESHER);
        refresher.kill();
        refresher.start();
        stack.awaitReady(refresher);
        token = rotated(application, account, token);

        CrashRules.Armed armed = crashes.arm("CP2");
        Awaitility.await("killed at CP2").atMost(Duration.ofSeconds(60)).until(() -> !refresher.isAlive());
        refresher.start();
        stack.awaitReady(refresher);
        token = rotated(application, account, token);

        assertThat(armed.fired()).isTrue();
        assertThat(application.status(account)).isEqualTo("active");
        application.revoke(account);
        assertThat(keycloak.isActive(token)).isFalse();
    }

    @Test
    @DisplayName(
            "RFC 7523 §2.2, RFC 9126 §2, OpenID Connect Core §9: a key proves the client, where a person consents and where nobody does")
    void aKeyProvesTheClient() {
        Application people = signed("oauth2");
        String account = people.account("ada");
        logIn(people.link(account));
        String token = rotated(people, account, people.token(account));
        assertThat(keycloak.isActive(token)).isTrue();
        people.revoke(account);
        assertThat(keycloak.isActive(token)).isFalse();

        Application machine = signed("oauth2_client_credentials");
        String robot = machine.account("robot");
        assertThat(machine.status(robot)).isEqualTo("active");
        String first = machine.token(robot);
        Api.require(machine.refresh(robot));
        String second = machine.token(robot);
        assertThat(second).isNotEqualTo(first);
        assertThat(keycloak.isActive(second)).isTrue();
        machine.revoke(robot);
    }

    @Test
    @DisplayName("RFC 9449: Keycloak binds an account's tokens to one key, which is handed out with each of them")
    void keycloakBindsTokens() {
        Application application =
                Application.bound(stack, keycloak.issuer(), Keycloak.CLIENT_ID, Keycloak.CLIENT_SECRET);
        String account = application.account("ada");
        logIn(application.link(account));

        staysBound(application, account, keycloak.userinfo());
        application.revoke(account);
    }

    @Test
    @DisplayName("RFC 9449: so does Spring Authorization Server")
    void springBindsTokens() {
        Application application = Application.bound(stack, spring.issuer(), "bound", SPRING_SECRET);
        spring.register("bound", SPRING_SECRET, redirectUri(application));
        String account = connectedAtSpring(application);

        staysBound(application, account, spring.userinfo());
        application.revoke(account);
    }

    /** Through a renewal; the token alone is of no use. */
    private static void staysBound(Application application, String account, URI userinfo) {
        BoundToken first = bound(application, account);
        assertThat(first.call(userinfo)).isEqualTo(200);
        assertThat(first.callWithoutKey(userinfo)).isEqualTo(401);

        Api.require(application.refresh(account));
        BoundToken second = bound(application, account);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(second.call(userinfo)).isEqualTo(200);
    }

    private static BoundToken bound(Application application, String account) {
        JsonNode read = Api.require(application.tokenAnswer(account));
        assertThat(read.path("auth_type").asText()).isEqualTo("dpop");
        return BoundToken.of(read);
    }

    @Test
    @DisplayName("RFC 8414, RFC 9126, RFC 7009: at another server, found by its issuer, with a secret as with a key")
    void springAuthorizationServer() {
        Application secret = Application.at(stack, spring.issuer(), "by-secret", SPRING_SECRET);
        spring.register("by-secret", SPRING_SECRET, redirectUri(secret));
        livesAtSpring(secret);

        Application key = Application.signing(stack, spring.issuer(), "by-key", "oauth2", SPRING_KEY);
        spring.registerSigning("by-key", redirectUri(key));
        livesAtSpring(key);
    }

    private static String connectedAtSpring(Application application) {
        String account = application.account("grace");
        Browser browser = new Browser();
        URI link = application.link(account);
        // Where we ask for patience, nobody is sent anywhere yet.
        URI sent = Awaitility.await("the address at the provider")
                .atMost(SENT_WITHIN)
                .ignoreExceptionsInstanceOf(NoSuchElementException.class)
                .until(() -> browser.sentTo(browser.open(link), "continue", Map.of()), address -> true);
        assertThat(Application.query(sent)).containsOnlyKeys("client_id", "request_uri");
        Page login = browser.open(sent);
        Page back = Application.back(
                browser,
                browser.press(
                        login, "sign in", Map.of("username", SpringServer.USER, "password", SpringServer.PASSWORD)));
        assertThat(Application.query(back.at())).containsEntry("status", "active");
        assertThat(application.read(account).path("provider_account").path("id").asText())
                .isEqualTo(SpringServer.USER);
        return account;
    }

    private static void livesAtSpring(Application application) {
        String account = connectedAtSpring(application);
        String first = application.token(account);
        String spent = spring.refreshToken(first);
        Api.require(application.refresh(account));
        String second = application.token(account);
        assertThat(spring.isActive(second)).isTrue();
        assertThat(spring.refreshToken(second)).isNotEqualTo(spent);

        application.revoke(account);
        assertThat(spring.isActive(second)).isFalse();
    }

    private static String redirectUri(Application application) {
        return Api.require(application.api().get("/v1/connections/" + application.connectionId()))
                .path("redirect_uri")
                .asText();
    }

    private static Application signed(String authType) {
        return Application.signing(stack, keycloak.issuer(), Keycloak.SIGNING_CLIENT_ID, authType, Keycloak.KEY);
    }

    /** Waits for the next token, which Keycloak must take. */
    private static String rotated(Application application, String account, String token) {
        String next = application.tokenAfter(account, token);
        assertThat(keycloak.userinfoStatus(next)).isEqualTo(200);
        return next;
    }

    private static void logIn(URI link) {
        Browser browser = new Browser();
        // RFC 9126 §4: Keycloak takes these clients' requests in no other way than pushed.
        Page login = Application.consentPage(browser, link);
        Page back = Application.back(
                browser,
                browser.press(login, "sign in", Map.of("username", Keycloak.USER, "password", Keycloak.PASSWORD)));
        assertThat(Application.query(back.at())).containsEntry("status", "active");
    }
}
