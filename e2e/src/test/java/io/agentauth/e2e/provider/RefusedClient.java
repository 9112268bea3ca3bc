// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.api.Api;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The provider does not take the client's secret: nobody's account is at fault. */
abstract class RefusedClient {
    private static final List<String> PEOPLE = List.of("ada", "grace", "edith", "joan");

    @Test
    @DisplayName(
            "Fault matrix 16: the client's secret was changed at the provider: suspended, nobody condemned, healed by the new secret")
    void aNewSecretHealsTheConnection() {
        Application application = Application.strict(ProviderFaultsIT.stack());
        List<String> accounts = AtOnce.map(PEOPLE, 2, application::connected);
        String changed = ProviderFaultsIT.secret("the-secret-of-after-the-change");
        application.truth().registers(changed);

        requireSuspended(application, accounts);
        assertThat(application.truth().count("refreshes")).isZero();

        takeSecret(application, changed);
        requireHealed(application, accounts);
    }

    @Test
    @DisplayName("Fault matrix 16: a wrong secret was entered here: suspended, and healed when the provider takes it")
    void aConnectionHealsByItself() {
        Application application = Application.strict(ProviderFaultsIT.stack());
        List<String> accounts = AtOnce.map(PEOPLE, 2, application::connected);
        String wrong = ProviderFaultsIT.secret("a-secret-that-is-wrong-so-far");
        takeSecret(application, wrong);

        requireSuspended(application, accounts);

        application.truth().registers(wrong);
        requireHealed(application, accounts);
    }

    private static void takeSecret(Application application, String secret) {
        JsonNode answer = Api.require(application
                .api()
                .patch(
                        "/v1/connections/" + application.connectionId(),
                        Map.of("credentials", Map.of("client_id", application.clientId(), "client_secret", secret))));
        assertThat(answer.toString()).doesNotContain(secret);
    }

    private static void requireSuspended(Application application, List<String> accounts) {
        AtOnce.each(
                accounts,
                account -> application.await(account, "the connection is suspended", read -> {
                    if (read.path("status").asText().equals("active")) {
                        var _ = application.refresh(account);
                    }
                    return read.path("status").asText().equals("error")
                            && read.path("status_reason").asText().equals("client_invalid");
                }));
        Truth truth = application.truth();
        assertThat(truth.presentations())
                .as("the provider blamed the client")
                .anyMatch(one -> one.path("outcome").asText().contains("client")
                        || one.path("outcome").asText().contains("secret"));
        assertThat(truth.count("families_live")).isEqualTo(accounts.size());
        assertThat(application.refresh(accounts.getFirst()).text("code")).isEqualTo("connection_suspended");
    }

    private static void requireHealed(Application application, List<String> accounts) {
        Truth truth = application.truth();
        AtOnce.each(accounts, account -> {
            application.await(account, "active again", read -> read.path("status")
                    .asText()
                    .equals("active"));
            String old = ProviderFaultsIT.secret(application.token(account));
            application.await(
                    account,
                    "renewable again",
                    _ -> application.refresh(account).status() == 200);
            String fresh = ProviderFaultsIT.secret(application.token(account));
            assertThat(fresh).isNotEqualTo(old);
            assertThat(truth.isValid(fresh)).isTrue();
        });
        assertThat(truth.count("families_live")).as("0 accounts condemned").isEqualTo(accounts.size());
        assertThat(truth.count("replays_seen")).isZero();
        assertThat(truth.count("overlaps_max")).isZero();
    }
}
