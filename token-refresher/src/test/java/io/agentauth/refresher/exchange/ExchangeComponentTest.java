// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.oauth.Pkce;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.journal.Journal;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class ExchangeComponentTest {
    @Inject
    Journal journal;

    @Inject
    Pool pool;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName(
            "A5, RFC 6749 §4.1.3, RFC 7636 §4.5: the code becomes a grant that account-service has adopted before the person is sent on")
    void aCodeBecomesAGrant() {
        Journey journey = Journey.prepared().begin();

        JsonObject answer = journey.comeBack();

        assertThat(answer.getString("outcome")).isEqualTo("succeeded");
        assertThat(answer.getString("authorization_id")).isEqualTo(journey.authorization.toString());
        assertThat(Peers.PRESENTED).hasSize(1);
        var form = Peers.PRESENTED.getFirst().form();
        assertThat(form).containsEntry("grant_type", "authorization_code").containsEntry("code", "code-canary-1");
        assertThat(new Pkce(Sensitive.of(form.get("code_verifier"))).challenge())
                .isEqualTo(journey.sent.get("code_challenge"));
        assertThat(Peers.ADOPTED).singleElement().satisfies(token -> {
            assertThat(token.getString("authorization_id")).isEqualTo(journey.authorization.toString());
            assertThat(token.getJsonObject("provider_account").getString("subject"))
                    .isEqualTo("person-1");
            assertThat(token.encode()).doesNotContain("canary");
        });
        assertThat(count("event", "type like '%token-exchanged%' and key = '" + journey.account + "'"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "R6, R20: the journal knows a grant from its first token on, by an entry that no renewal takes the place of")
    void theJournalKnowsAGrantFromItsFirstTokenOn() {
        Journey journey = Journey.prepared().begin();
        journey.comeBack();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(journal.last(1_000).await().atMost(Duration.ofSeconds(20)))
                        .filteredOn(entry -> entry.accountId().equals(journey.account))
                        .singleElement()
                        .satisfies(entry -> {
                            assertThat(entry.attemptId()).isNull();
                            assertThat(entry.version()).isEqualTo(1);
                            assertThat(entry.clientId()).isEqualTo("client-1");
                            assertThat(entry.toString()).doesNotContain("canary");
                        }));
    }

    @Test
    void nothingIsStoredInPlainText() {
        Journey.prepared().begin().comeBack();

        for (String table : List.of("flow", "attempt", "\"grant\"", "connection_copy", "event", "outcome_push")) {
            assertThat(count(table, "to_jsonb(" + table + ")::text ~ 'canary|" + hex("canary") + "'"))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    @DisplayName("Q26, A2, RFC 9700 §4.2: 100 callbacks at once make one exchange and see one outcome")
    void aHundredAtOnceMakeOneExchange() throws Exception {
        Journey journey = Journey.prepared().begin();
        List<Callable<JsonObject>> calls = IntStream.range(0, 100)
                .mapToObj(_ -> (Callable<JsonObject>) journey::comeBack)
                .toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            for (Future<JsonObject> answer : threads.invokeAll(calls)) {
                assertThat(answer.get().getString("outcome")).isEqualTo("succeeded");
            }
        }

        assertThat(Peers.PRESENTED).hasSize(1);
        assertThat(Peers.ADOPTED).hasSize(1);
    }

    @Test
    @DisplayName("A2, A4: the same browser sees the same outcome, and nobody else any")
    void theSameBrowserSeesTheSameOutcomeAndNobodyElseAny() {
        Journey journey = Journey.prepared().begin();
        String query = "code=code-canary-1&state=" + journey.sent.get("state") + "&iss=https://provider.emulator.test";

        assertThat(journey.callback(Journey.CONTEXT, query, "of-somebody-else").getString("outcome"))
                .isEqualTo("unknown");
        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(journey.comeBack(query).getString("outcome")).isEqualTo("succeeded");
        assertThat(journey.comeBack(query).getString("outcome")).isEqualTo("succeeded");
        assertThat(journey.callback(Journey.CONTEXT, query, "of-somebody-else"))
                .isEqualTo(new JsonObject().put("outcome", "unknown"));
        assertThat(Peers.PRESENTED).hasSize(1);
    }

    @Test
    @DisplayName(
            "Q36 Shopify: a callback that is not signed with the client's secret ends the flow, and the code is sent nowhere")
    void anUnsignedCallbackEndsTheFlow() throws Exception {
        String iss = "&iss=https://provider.emulator.test";
        Journey forged = Journey.signed().begin();
        String query = "code=code-canary-1" + iss + "&state=" + forged.sent.get("state");
        for (String hmac : List.of("", "&hmac=" + "0".repeat(64))) {
            assertThat(forged.comeBack(query + hmac).getString("outcome")).isEqualTo("failed");
        }
        assertThat(Peers.PRESENTED).isEmpty();

        Journey honest = Journey.signed().begin();
        String message = "code=code-canary-1" + iss + "&state=" + honest.sent.get("state");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Journey.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String hmac = HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        assertThat(honest.comeBack(message + "&hmac=" + hmac).getString("outcome"))
                .isEqualTo("succeeded");
    }

    @Test
    @DisplayName("C4, RFC 9207 §2.4: a missing or another iss ends the flow, and the code is sent nowhere")
    void anotherIssuerEndsTheFlow() {
        Journey other = Journey.prepared().begin();
        Journey none = Journey.prepared().begin();

        assertThat(other.comeBack("code=c&state=" + other.sent.get("state") + "&iss=https://evil.example")
                        .getString("outcome"))
                .isEqualTo("failed");
        assertThat(none.comeBack("code=c&state=" + none.sent.get("state")).getString("outcome"))
                .isEqualTo("failed");

        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(reasonOf(other)).isEqualTo("issuer_mismatch");
        assertThat(reasonOf(none)).isEqualTo("issuer_mismatch");
    }

    @Test
    @DisplayName("C2: a callback at another connection's address ends the flow")
    void aCallbackAtAnotherConnectionsAddressEndsTheFlow() {
        Journey journey = Journey.prepared().begin();
        String query = "code=c&state=" + journey.sent.get("state") + "&iss=https://provider.emulator.test";

        assertThat(journey.callback("ctx-2", query, journey.cookie).getString("outcome"))
                .isEqualTo("failed");

        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(reasonOf(journey)).isEqualTo("context_mismatch");
    }

    @Test
    @DisplayName(
            "A8, A9, RFC 6749 §4.1.2.1: access_denied is denied; both code and error, or anything twice, is refused")
    void refusalsAndMalformedCallbacksSendNothing() {
        Journey denied = Journey.prepared().begin();
        Journey both = Journey.prepared().begin();
        Journey twice = Journey.prepared().begin();

        assertThat(denied.comeBack("error=access_denied&state=" + denied.sent.get("state"))
                        .getString("outcome"))
                .isEqualTo("denied");
        assertThat(both.comeBack("code=c&error=x&state=" + both.sent.get("state"))
                        .getString("outcome"))
                .isEqualTo("failed");
        assertThat(twice.comeBack("code=c&code=d&state=" + twice.sent.get("state"))
                        .getString("outcome"))
                .isEqualTo("failed");
        assertThat(both.comeBack("state=1&state=2&code=c").getString("outcome")).isEqualTo("unknown");

        assertThat(Peers.PRESENTED).isEmpty();
        assertThat(reasonOf(twice)).isEqualTo("callback_malformed");
    }

    @Test
    void accountServiceIsToldOfFailures() {
        Journey journey = Journey.prepared().begin();
        journey.comeBack("error=access_denied&state=" + journey.sent.get("state"));

        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        journey.outcomes())
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.getString("kind")).isEqualTo("authorization_failed");
                    assertThat(outcome.getString("status")).isEqualTo("denied");
                    assertThat(outcome.getString("authorization_id")).isEqualTo(journey.authorization.toString());
                }));
    }

    @Test
    void aPlainProviderOfAPublicClientNeedsNothingThatItDoesNotKnow() {
        Peers.PROVIDER.put(
                "/token", request -> Peers.json(request, 200, new JsonObject().put("access_token", "at-canary-2")));
        Journey journey = Journey.plain().begin();

        assertThat(journey.sent).doesNotContainKeys("code_challenge", "nonce");
        assertThat(journey.comeBack("code=c&state=" + journey.sent.get("state")).getString("outcome"))
                .isEqualTo("succeeded");

        assertThat(Peers.PRESENTED.getFirst().form()).containsEntry("client_id", "client-1");
        assertThat(Peers.ADOPTED.getFirst().getJsonArray("scopes")).containsExactly("read");
        assertThat(Peers.ADOPTED.getFirst().getString("expires_at")).isNull();
    }

    @Test
    @DisplayName(
            "A12, OpenID Connect Core §3.1.3.7: an ID token with the flow's nonce tells who it is, any other ends the exchange")
    void anIdTokenIsChecked() {
        Journey right = Journey.prepared().begin();
        grantWith(Peers.idToken("person-1", right.sent.get("nonce")));
        assertThat(right.comeBack().getString("outcome")).isEqualTo("succeeded");

        Journey wrong = Journey.prepared().begin();
        grantWith(Peers.idToken("person-1", "of-another-flow"));
        assertThat(wrong.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(reasonOf(wrong)).isEqualTo("id_token_invalid");

        Journey other = Journey.prepared().begin();
        grantWith(Peers.idToken("person-2", other.sent.get("nonce")));
        assertThat(other.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(Peers.ADOPTED).hasSize(1);
    }

    @Test
    @DisplayName(
            "OpenID Connect Core §3.1.3.7: what came with an ID token that does not hold is revoked at the provider")
    void rejectedTokensAreRevoked() {
        List<String> revoked = new CopyOnWriteArrayList<>();
        Peers.PROVIDER.put("/revoke", request -> {
            revoked.add(request.path());
            Peers.json(request, 200, new JsonObject());
        });
        Journey journey = Journey.prepared().begin();
        grantWith(Peers.idToken("person-1", "of-another-flow"));

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(count(
                        "revocation as r join \"grant\" as g on g.id = r.grant_id",
                        "g.account_id = '%s' and g.status = 'ended' and g.refresh_token is null and r.status = 'revoked'"
                                .formatted(journey.account.value())))
                .isEqualTo(1));
        assertThat(revoked).hasSize(1);
        assertThat(Peers.ADOPTED).isEmpty();
    }

    @Test
    @DisplayName(
            "A13: another person who comes back gets nothing, is revoked, and leaves the account's grant as it was")
    void anotherPersonDoesNotTakeTheAccountOver() {
        Journey first = Journey.prepared().begin();
        assertThat(first.comeBack().getString("outcome")).isEqualTo("succeeded");

        Peers.PROVIDER.put("/revoke", request -> Peers.json(request, 200, new JsonObject()));
        Journey other = first.again().begin();
        is("person-2");
        assertThat(other.comeBack().getString("outcome")).isEqualTo("failed");

        assertThat(reasonOf(other)).isEqualTo("different_person");
        assertThat(Peers.ADOPTED).hasSize(1);
        String grants = "g.account_id = '%s' and g.subject = '%s' and g.status = '%s'";
        assertThat(count("\"grant\" as g", grants.formatted(first.account.value(), "person-1", "live")))
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(count(
                        "revocation as r join \"grant\" as g on g.id = r.grant_id",
                        "r.status = 'revoked' and " + grants.formatted(first.account.value(), "person-2", "ended")))
                .isEqualTo(1));

        Journey same = other.again().begin();
        is("person-1");
        assertThat(same.comeBack().getString("outcome")).isEqualTo("succeeded");
    }

    @Test
    @DisplayName(
            "A13: who came back must be known where it was known before, and may be another where that was allowed")
    void whoCameBackIsKnownOrAllowed() {
        Journey first = Journey.prepared().begin();
        assertThat(first.comeBack().getString("outcome")).isEqualTo("succeeded");

        Journey unknown = first.again().begin();
        Peers.PROVIDER.put(
                "/userinfo", request -> request.response().setStatusCode(500).end());
        assertThat(unknown.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(reasonOf(unknown)).isEqualTo("person_unknown");

        Journey allowed = unknown.again();
        allowed.otherPersonAllowed = true;
        allowed.begin();
        is("person-2");
        assertThat(allowed.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.ADOPTED.getLast().getJsonObject("provider_account").getString("subject"))
                .isEqualTo("person-2");

        Journey back = allowed.again().begin();
        is("person-1");
        assertThat(back.comeBack().getString("outcome")).isEqualTo("failed");
        assertThat(reasonOf(back)).isEqualTo("different_person");
    }

    private static void is(String person) {
        Peers.PROVIDER.put("/userinfo", request -> Peers.json(request, 200, new JsonObject().put("sub", person)));
    }

    private static void grantWith(String idToken) {
        Peers.PROVIDER.put(
                "/token", request -> Peers.json(request, 200, Peers.tokens().put("id_token", idToken)));
    }

    private String reasonOf(Journey journey) {
        return get("select reason from flow where authorization_id = '" + journey.authorization.value() + "'")
                .getString("reason");
    }

    private long count(String table, String where) {
        return get("select count(*) as n from " + table + " where " + where).getLong("n");
    }

    private io.vertx.mutiny.sqlclient.Row get(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
