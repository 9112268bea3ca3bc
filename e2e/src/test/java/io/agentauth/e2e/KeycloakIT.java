// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.fault.CrashRules;
import io.agentauth.e2e.keycloak.Keycloak;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A real provider: Keycloak, whose access tokens live 30 s here and whose refresh tokens work once. */
@Order(1)
class KeycloakIT {
    private static final String NAME = "keycloak";
    private static final int ROTATIONS = 4;

    private static Keycloak keycloak;
    private static CrashRules crashes;
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        keycloak = Keycloak.start(Tools.keycloak(), Tools.folder(NAME));
        crashes = new CrashRules(Tools.byteman(), Tools.folder(NAME));
        stack = Stacks.named(NAME)
                .testIssuer(keycloak.issuer().resolve("/"))
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
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
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
            "RFC 7523 §2.2, OpenID Connect Core §9: a key proves the client, where a person consents and where nobody does")
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
        Page login = Application.consentPage(browser, link);
        Page back = Application.back(
                browser,
                browser.press(login, "sign in", Map.of("username", Keycloak.USER, "password", Keycloak.PASSWORD)));
        assertThat(Application.query(back.at())).containsEntry("status", "active");
    }
}
