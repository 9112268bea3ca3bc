// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.AppKey;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Accounts that nobody consents for, from the connection to the disconnect. */
abstract class WithoutConsent {
    private static Application application(String provider, String emulated, Map<String, ?> connection) {
        return Application.without(TwoOfEverythingIT.stack(), provider, emulated, connection);
    }

    private static Application withSecret(String provider, String emulated, List<String> scopes) {
        return application(
                provider,
                emulated,
                Map.of(
                        "auth_type",
                        "oauth2_client_credentials",
                        "credentials",
                        Map.of("client_secret", Application.CLIENT_SECRET),
                        "scopes",
                        scopes));
    }

    private static JsonNode created(Application application, Map<String, String> parameters) {
        return Api.require(application
                .api()
                .post(
                        "/v1/accounts",
                        Map.of(
                                "connection_id",
                                application.connectionId(),
                                "identifier",
                                "machine",
                                "identifier_type",
                                "org_id",
                                "parameters",
                                parameters)));
    }

    /** Handed out, renewed by asking again, and not handed out any more once it is disconnected. */
    private static void assertLives(Application application, String account) {
        String first = application.token(account);
        assertThat(application.truth().isValid(first)).isTrue();
        Api.require(application.refresh(account));
        String second = application.token(account);
        assertThat(second).isNotEqualTo(first);
        assertThat(application.truth().isValid(second)).isTrue();
    }

    @Test
    @DisplayName("RFC 6749 §4.4: client credentials, from the connection to the disconnect, without a person")
    void clientCredentials() {
        Application application = withSecret("emulator", "emulator", List.of("messages:read"));
        JsonNode account = created(application, Map.of());
        String id = account.path("id").asText();

        assertThat(account.path("status").asText()).isEqualTo("active");
        assertThat(account.path("granted_scopes").get(0).asText()).isEqualTo("messages:read");
        assertThat(account.path("provider_account").path("name").asText()).isNotEmpty();
        Answer link = application.api().post("/v1/accounts/" + id + "/auth-url", Map.of());
        assertThat(link.status()).isEqualTo(409);
        assertThat(link.text("code")).isEqualTo("no_consent_needed");
        assertLives(application, id);
        assertThat(application
                        .api()
                        .post("/v1/accounts/" + id + "/check", Map.of())
                        .text("held"))
                .isEqualTo("yes");

        String last = application.token(id);
        application.revoke(id);
        assertThat(application.truth().isValid(last)).isFalse();
        Answer gone = application.tokenAnswer(id);
        assertThat(gone.status()).isEqualTo(409);
        assertThat(gone.text("code")).isEqualTo("account_not_active");

        assertThat(Api.require(application.refresh(id)).path("status").asText()).isEqualTo("active");
        assertThat(application.truth().isValid(application.token(id))).isTrue();
        assertThat(kinds(application, id))
                .contains("account-activated", "token-exchanged", "token-refreshed", "account-disconnected");
    }

    private static List<String> kinds(Application application, String account) {
        return Api.require(application.api().get("/v1/accounts/" + account + "/events?limit=100"))
                .path("data")
                .findValuesAsText("type")
                .stream()
                .map(type -> type.replaceAll("^agent-auth\\.|\\.v1$", ""))
                .toList();
    }

    @Test
    @DisplayName("R10: a wrong secret connects nothing, and the right one does without a new account")
    void aWrongSecret() {
        Application application = withSecret("emulator", "emulator", List.of());
        application.truth().registers("another-secret-of-the-client-by-now");

        String id = created(application, Map.of()).path("id").asText();

        assertThat(application.status(id)).isEqualTo("pending_auth");
        assertThat(application.refresh(id).text("code")).isEqualTo("connection_suspended");
        Api.require(application
                .api()
                .patch(
                        "/v1/connections/" + application.connectionId(),
                        Map.of(
                                "credentials",
                                Map.of(
                                        "client_id",
                                        application.clientId(),
                                        "client_secret",
                                        "another-secret-of-the-client-by-now"))));
        application.await(id, "connected after the secret was corrected", account -> {
            var _ = application.refresh(id);
            return application.status(id).equals("active");
        });
    }

    @Test
    @DisplayName("RFC 7523 §2.2: a key proves the client, for client credentials and where people consent")
    void aKeyProvesTheClient() {
        AppKey key = AppKey.fresh();
        Map<String, String> credentials = Map.of("private_key", key.pem(), "key_id", key.id(), "algorithm", "PS256");
        Application machine = application(
                "emulator", "emulator", Map.of("auth_type", "oauth2_client_credentials", "credentials", credentials));
        machine.truth().registers(key.jwks());

        String id = created(machine, Map.of()).path("id").asText();
        assertThat(machine.status(id)).isEqualTo("active");
        assertLives(machine, id);

        Application people = application(
                "emulator",
                "emulator",
                Map.of("auth_type", "oauth2", "credentials", credentials, "scopes", List.of("openid", "email")));
        people.truth().registers(key.jwks());
        String account = people.connected("ada");
        assertLives(people, account);
        people.revoke(account);
        JsonNode connection = Api.require(people.api().get("/v1/connections/" + people.connectionId()));
        assertThat(connection.path("settings").path("client_authentication").asText())
                .isEqualTo("private_key_jwt");
        assertThat(connection.toString()).doesNotContain(key.canary());
    }

    @Test
    @DisplayName("OpenID Connect Core §9: a secret signs where the connection says so")
    void aSecretSigns() {
        Application application = application(
                "emulator",
                "emulator",
                Map.of(
                        "auth_type",
                        "oauth2_client_credentials",
                        "settings",
                        Map.of("client_authentication", "client_secret_jwt"),
                        "credentials",
                        Map.of("client_secret", "a-signing-secret-of-more-than-32-bytes")));
        application.truth().registers("a-signing-secret-of-more-than-32-bytes");

        assertThat(created(application, Map.of()).path("status").asText()).isEqualTo("active");
    }

    @Test
    @DisplayName("RFC 7523 §2.1: a Google service account acts for a person of its Workspace, each account for one")
    void aServiceAccount() {
        AppKey key = AppKey.fresh();
        String file =
                """
                {"type": "service_account", "private_key_id": "%s", "private_key": "%s", "client_email": "@client@", "client_id": "1"}
                """
                        .formatted(key.id(), key.pem().replace("\n", "\\n"));
        Application application = application(
                "gmail",
                "gmail",
                Map.of(
                        "auth_type",
                        "jwt_bearer",
                        "credentials",
                        Map.of("private_key", file),
                        "scopes",
                        List.of("https://www.googleapis.com/auth/gmail.readonly")));
        application.truth().registers(key.jwks());

        JsonNode account = created(application, Map.of("subject", "ada@acme.example"));
        assertThat(account.path("status").asText()).isEqualTo("active");
        assertThat(account.path("provider_account").path("id").asText()).isEqualTo("ada@acme.example");
        assertLives(application, account.path("id").asText());
        assertThat(application.truth().families("ada@acme.example")).isNotEmpty();
        Answer nobody = application
                .api()
                .post(
                        "/v1/accounts",
                        Map.of(
                                "connection_id",
                                application.connectionId(),
                                "identifier",
                                "another",
                                "identifier_type",
                                "user_id"));
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.body().toString()).contains("parameters.subject");
    }

    @Test
    @DisplayName("GitHub: an app is each of its installations, and one that is gone says so")
    void anInstallation() {
        AppKey key = AppKey.fresh();
        Application application = application(
                "github-app",
                "github",
                Map.of("auth_type", "jwt_bearer", "credentials", Map.of("private_key", key.pem())));
        application.truth().registers(key.jwks());

        String id = created(application, Map.of("installation_id", "4711"))
                .path("id")
                .asText();
        assertThat(application.status(id)).isEqualTo("active");
        assertLives(application, id);
        String last = application.token(id);
        assertThat(last).startsWith("ghs_");
        application.revoke(id);
        assertThat(application.truth().isValid(last)).isFalse();

        String gone = Api.require(application
                        .api()
                        .post(
                                "/v1/accounts",
                                Map.of(
                                        "connection_id",
                                        application.connectionId(),
                                        "identifier",
                                        "gone",
                                        "identifier_type",
                                        "org_id",
                                        "parameters",
                                        Map.of("installation_id", "404"))))
                .path("id")
                .asText();
        assertThat(application.status(gone)).isEqualTo("pending_auth");
        Answer refused = application.refresh(gone);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("provider_error").path("error").asText()).isEqualTo("grant_refused");
        assertThat(application.status(id)).as("nobody else is at fault").isEqualTo("disconnected");
    }

    @Test
    @DisplayName("client credentials at Linear, Discord and Bitbucket")
    void byName() {
        for (String provider : List.of("linear", "discord", "bitbucket")) {
            Application application = application(
                    provider,
                    provider,
                    Map.of(
                            "auth_type",
                            "oauth2_client_credentials",
                            "credentials",
                            Map.of("client_secret", Application.CLIENT_SECRET)));
            String id = created(application, Map.of()).path("id").asText();
            assertThat(application.status(id)).as(provider).isEqualTo("active");
            assertLives(application, id);
        }
    }
}
