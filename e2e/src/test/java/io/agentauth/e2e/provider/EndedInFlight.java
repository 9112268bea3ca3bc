// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Truth;
import io.agentauth.ids.AccountId;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application ends or renews an account's grant while the provider is holding a renewal of it. */
abstract class EndedInFlight {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({"before, disconnect", "before, delete", "after, disconnect", "after, delete"})
    @DisplayName("F12, fault matrix 14: ended while a renewal is in flight: it stays ended, and nothing valid is left")
    void whatIsEndedStaysEnded(String rotation, String how) {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.connected("ada");
        String token = ProviderFaultsIT.secret(application.token(account));
        holdARenewal(application, account, rotation);

        JsonNode ended = how.equals("delete")
                ? Api.require(application.api().delete("/v1/accounts/" + account))
                : application.disconnect(account);
        truth.release();

        assertThat(ended.findValuesAsText("status")).containsAnyOf("revoked", "pending");
        awaitEnd(truth);
        await("nothing valid is left").atMost(PATIENCE).untilAsserted(() -> assertThat(truth.validTokens())
                .isEmpty());
        if (rotation.equals("after")) {
            await("what came too late is revoked as well").atMost(PATIENCE).until(() -> orphans(account, true) == 1);
        }
        assertThat(truth.isValid(token)).isFalse();
        assertThat(truth.count("families_live")).isZero();
        Answer read = application.api().get("/v1/accounts/" + account);
        assertThat(how.equals("delete") ? read.text("code") : read.text("status"))
                .isEqualTo(how.equals("delete") ? "not_found" : "disconnected");
        assertThat(application.tokenAnswer(account).text("code"))
                .isEqualTo(how.equals("delete") ? "not_found" : "reauthorization_required");
    }

    @ParameterizedTest
    @CsvSource({"before", "after"})
    @DisplayName(
            "Fault matrix 15: reconnected while a renewal is in flight: the new grant wins, the late result is an orphan")
    void theNewGrantWins(String rotation) {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.connected("ada");
        String old = ProviderFaultsIT.secret(application.token(account));
        holdARenewal(application, account, rotation);

        application.connect(account, "ada");
        String won = ProviderFaultsIT.secret(application.token(account));
        truth.release();
        awaitEnd(truth);

        assertThat(won).isNotEqualTo(old);
        if (rotation.equals("after")) {
            await("the late result is kept aside").atMost(PATIENCE).until(() -> orphans(account, false) == 1);
        }
        await("only the new grant is left").atMost(PATIENCE).until(() -> truth.count("families_live") == 1);
        assertThat(truth.families().getLast().path("live").asBoolean()).isTrue();
        assertThat(application.token(account)).as("undisturbed").isEqualTo(won);
        assertThat(truth.isValid(won)).isTrue();
        truth.calm();
        assertThat(application.refresh(account).status()).isEqualTo(200);
        assertThat(truth.isValid(ProviderFaultsIT.secret(application.token(account))))
                .isTrue();
        assertThat(application.status(account)).isEqualTo("active");
        assertThat(truth.count("replays_seen")).isZero();
    }

    @Test
    @DisplayName(
            "Fault matrix 14: a provider that cannot revoke just now: the receipt says pending, and then it is revoked")
    void aRevocationThatIsPendingIsMade() {
        Application application = Application.strict(ProviderFaultsIT.stack());
        Truth truth = application.truth();
        String account = application.connected("ada");
        truth.switches("{'faults': [{'endpoint': 'revoke', 'kind': 'status', 'status': 503, 'count': 1}]}");

        JsonNode ended = application.disconnect(account);

        assertThat(ended.findValuesAsText("status")).as("%s", ended).contains("pending");
        assertThat(application.status(account)).isEqualTo("disconnected");
        assertThat(truth.count("families_live")).isEqualTo(1);
        // Half a minute passes.
        assertThat(change(
                        "update revocation set next_try_at = now() where finished_at is null and grant_id in"
                                + " (select id from \"grant\" where account_id = ?)",
                        account))
                .isEqualTo(1);
        await("revoked at last").atMost(PATIENCE).until(() -> truth.count("families_live") == 0);
        assertThat(truth.validTokens()).isEmpty();
        await("the receipt says so").atMost(PATIENCE).until(() -> application
                .disconnect(account)
                .findValuesAsText("status")
                .contains("revoked"));
    }

    /** Until the provider has it, and has rotated or not. */
    private static void holdARenewal(Application application, String account, String rotation) {
        application.truth().switches("{'barrier': {'at': '" + rotation + "', 'of': 'refresh'}}");
        AtOnce.begin(() -> {
            var _ = application.refresh(account);
        });
        await("the provider holds a renewal")
                .atMost(PATIENCE)
                .until(() -> application.truth().held() == 1);
    }

    /** Until the provider is done with everything that it was shown. */
    private static void awaitEnd(Truth truth) {
        await("all is answered").atMost(PATIENCE).until(() -> truth.presentations().stream()
                .allMatch(one -> one.has("ended")));
    }

    private static int orphans(String account, boolean revoked) {
        String sql =
                "select count(*) from orphan where account_id = ? and (revoked_at is not null or not " + revoked + ")";
        return query(sql, account, query -> {
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    private static int change(String sql, String account) {
        return query(sql, account, PreparedStatement::executeUpdate);
    }

    private interface Asked {
        int of(PreparedStatement query) throws SQLException;
    }

    /** Asks token-refresher's database about an account. */
    private static int query(String sql, String account, Asked asked) {
        try (Connection database =
                        DriverManager.getConnection(ProviderFaultsIT.stack().superuserJdbcUrl(Part.TOKEN_REFRESHER));
                PreparedStatement query = database.prepareStatement(sql)) {
            query.setObject(1, AccountId.parse(account).value());
            return asked.of(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
