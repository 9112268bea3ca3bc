// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Accounts.Account;
import io.agentauth.database.Migration;
import io.agentauth.requests.Paging;
import io.agentauth.testkit.Endpoint;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every list of this service, found by its annotations, asked for what no list has. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ListQueryComponentTest {
    private static final String[] ALL = {"accounts:read", "events:read", "audit:read"};
    private static final Map<String, List<String>> FILTERS = Map.of(
            "/v1/accounts",
            List.of("connection_id=conn_1", "identifier_type=x", "status=x", "identifier=%00"),
            "/v1/events",
            List.of("wait=x", "wait=-1"),
            "/v1/audit",
            List.of("account_id=acc_1", "key_id=key_1", "from=x", "to=2026-01-01", "actor=%01"));

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    private Story story;
    private Account account;

    @BeforeEach
    void anAccount() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
        story = Story.begin();
        account = accounts.insert(story.environment, "active", 1);
    }

    @Test
    @DisplayName("H7: a page size, a cursor or a filter that no list has is refused by name")
    void whatNoListHasIsRefusedByName() {
        for (Endpoint list : lists()) {
            String path = list.about(account.id().toString());
            for (String limit : List.of("x", "0", "-1", "101", "1.5", "0x1", "1e1", "99999999999999999999")) {
                refused(path, "limit=" + limit);
            }
            // Not base64; base64 of nothing of ours; of a negative position; of a time that no database has.
            for (String cursor : List.of("!", "%00", "a", "AAAA", "LTE", "eA", "LzE", "A".repeat(4_000))) {
                refused(path, "cursor=" + cursor);
            }
            FILTERS.getOrDefault(list.path(), List.of()).forEach(filter -> refused(path, filter));
        }
    }

    @Test
    void anEmptyParameterIsNoneAndWhatAListDoesNotKnowIsIgnored() {
        for (Endpoint list : lists()) {
            Response answer = story.app(ALL)
                    .get(list.about(account.id().toString()) + "?cursor=&limit=&account_id=&utm_source=x");
            assertThat(answer.statusCode()).as(list.path()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("H7: a page has 50 unless said otherwise")
    void aPageHasFifty() {
        List<Account> more = new ArrayList<>();
        for (int i = 0; i < Paging.LIMIT; i++) {
            more.add(accounts.insert(story.environment, "active", 1));
        }

        JsonObject page = new JsonObject(
                story.app(ALL).get("/v1/accounts").then().extract().asString());

        assertThat(page.getJsonArray("data")).hasSize(50);
        assertThat(page.getString("next_cursor")).isNotNull();
    }

    private static List<Endpoint> lists() {
        List<Endpoint> lists = Endpoint.publicOnes().stream()
                .filter(endpoint -> endpoint.verb().equals("GET"))
                .filter(endpoint -> !endpoint.path().matches(".*/(\\{id}|token|export|export\\.csv|keys|policy)"))
                .toList();
        assertThat(lists)
                .extracting(Endpoint::path)
                .containsExactly("/v1/accounts", "/v1/accounts/{id}/events", "/v1/audit", "/v1/events");
        return lists;
    }

    private void refused(String path, String query) {
        Response answer = story.app(ALL).urlEncodingEnabled(false).get(path + "?" + query);
        JsonObject body = new JsonObject(answer.asString());
        assertThat(answer.statusCode()).as("%s?%s: %s", path, query, body).isEqualTo(400);
        assertThat(body.getString("code")).as(query).isEqualTo("invalid_field");
        assertThat(body.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }
}
