// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.AccountId;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Codes that people enter in whatever browser they have. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class DeviceCodeComponentTest {
    private static final String FLOW = "/internal/flows/device";

    @Inject
    Database database;

    @Inject
    Migration migration;

    private Story story;
    private String account;

    @BeforeEach
    void begin() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = story.account("user_1");
        Neighbours.answer(
                FLOW,
                new JsonObject()
                        .put("user_code", "WDJB-MJHT")
                        .put("verification_uri", "https://provider.example/device")
                        .put("expires_in_seconds", 900)
                        .put("interval_seconds", 5));
    }

    private List<Row> attempts() {
        return StreamSupport.stream(
                        database.worker()
                                .preparedQuery(
                                        "select status, reason, scopes, used_at is not null as used, flow_expires_at > now() + interval '14 min' as lasts"
                                                + " from authorization_attempt where account_id = $1 order by generation")
                                .execute(Tuple.of(AccountId.parse(account).value()))
                                .await()
                                .atMost(Duration.ofSeconds(30))
                                .spliterator(),
                        false)
                .toList();
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.2: the application gets what the person enters, and the authorization lives as long as the code")
    void aCode() {
        story.app()
                .body(Map.of("scopes", List.of("mail.read"), "allow_other_person", true))
                .post("/v1/accounts/" + account + "/device-code")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("user_code", equalTo("WDJB-MJHT"))
                .body("verification_uri", equalTo("https://provider.example/device"))
                .body("verification_uri_complete", nullValue())
                .body("interval", equalTo(5))
                .body("expires_at.length()", equalTo("2026-01-01T00:00:00.000000Z".length()));

        JsonObject asked = Neighbours.seen(FLOW).getFirst().body();
        assertThat(asked.getString("account_id")).isEqualTo(account);
        assertThat(asked.getLong("generation")).isOne();
        assertThat(asked.getJsonArray("scopes"))
                .isEqualTo(new JsonArray().add("mail.send").add("mail.read"));
        assertThat(asked.getBoolean("allow_other_person")).isTrue();
        assertThat(attempts()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("waiting");
            assertThat(row.getBoolean("used")).isTrue();
            assertThat(row.getBoolean("lasts")).isTrue();
            assertThat(row.getArrayOfStrings("scopes")).containsExactly("mail.send", "mail.read");
        });
    }

    @Test
    @DisplayName("RFC 8628 §5.4: where the application confirms who consents nobody consents in another browser")
    void nobodyIsVerified() {
        story.describeVerification(Story.VERIFY_URL);
        String verified = story.account("user_2");

        story.app()
                .post("/v1/accounts/" + verified + "/device-code")
                .then()
                .statusCode(409)
                .body("code", equalTo("device_flow_unverified"));
        assertThat(Neighbours.seen(FLOW)).isEmpty();
    }

    @Test
    @DisplayName("What does not begin has ended, and says why")
    void whatDoesNotBegin() {
        Neighbours.ANSWERS.put(FLOW, _ -> Future.failedFuture("away"));
        story.app()
                .post("/v1/accounts/" + account + "/device-code")
                .then()
                .statusCode(503)
                .body("code", equalTo("service_unavailable"));

        assertThat(attempts()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("failed");
            assertThat(row.getString("reason")).isEqualTo("service_unavailable");
        });
    }
}
