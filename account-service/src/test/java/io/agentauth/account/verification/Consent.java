// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.verification;

import static org.hamcrest.Matchers.equalTo;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.account.Story;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The way of an account of a production environment that verifies people: steps, each as whoever takes it. */
final class Consent {
    static final String CONFIRM = "/internal/flows/confirm";

    final Story story;
    private final Accounts accounts;
    private final String account;

    Consent(Story story, Accounts accounts, String account) {
        this.story = story;
        this.accounts = accounts;
        this.account = account;
    }

    /** An account, and a token-refresher that takes every verdict. */
    static Consent begin(Accounts accounts) {
        Story story = Story.begin();
        story.describeVerification(Story.VERIFY_URL, "https://app.example/verify2?tab=1");
        Neighbours.answer(CONFIRM, new JsonObject().put("outcome", "succeeded"));
        return new Consent(story, accounts, story.account("user_1"));
    }

    String account() {
        return account;
    }

    /** A link that a person followed; the authorization's id. */
    String clicked(Map<String, ?> wish) {
        String handle = story.handle(account, wish);
        story.start(handle).statusCode(200);
        return story.view(handle).extract().path("authorization_id");
    }

    /** The person came back with a code: the token that the browser takes to the application. */
    String proof(String authorization) {
        String url = url(authorization);
        return url.substring(url.indexOf("verify_token=") + "verify_token=".length());
    }

    String url(String authorization) {
        return ask(asked(authorization)).statusCode(200).extract().path("verify_url");
    }

    JsonObject asked(String authorization) {
        return new JsonObject()
                .put("environment_id", story.environment.toString())
                .put("account_id", account)
                .put("authorization_id", authorization)
                .put("generation", generation(authorization))
                .put("within_seconds", 595);
    }

    ValidatableResponse ask(JsonObject asked) {
        return story.service(ServiceName.TOKEN_REFRESHER)
                .body(asked.encode())
                .post("/internal/authorizations/verification")
                .then();
    }

    ValidatableResponse verify(String token, String identifier) {
        return story.app()
                .body(Map.of("verify_token", token, "identifier", identifier))
                .post("/v1/authorizations/verify")
                .then();
    }

    ValidatableResponse verifyWithKey(String key, String token, String identifier) {
        return story.app()
                .header("Idempotency-Key", key)
                .body(Map.of("verify_token", token, "identifier", identifier))
                .post("/v1/authorizations/verify")
                .then();
    }

    ValidatableResponse asOther(String token) {
        return RestAssured.given()
                .header(
                        "Authorization",
                        "Bearer " + Neighbours.SIGNER.caller(ApiKeyId.next(), EnvironmentId.next(), "accounts:write"))
                .contentType("application/json")
                .body(Map.of("verify_token", token, "identifier", "user_1"))
                .post("/v1/authorizations/verify")
                .then()
                .statusCode(404);
    }

    static String detail(ValidatableResponse answer) {
        return answer.body("code", equalTo("not_found")).extract().path("detail");
    }

    ValidatableResponse shown() {
        return story.app().get("/v1/accounts/" + account).then().statusCode(200);
    }

    ValidatableResponse outcome(String authorization) {
        return story.gateway()
                .get("/internal/authorizations/" + authorization + "/outcome")
                .then()
                .statusCode(200);
    }

    JsonObject word(String authorization, boolean confirmed) {
        return word(authorization, 1, confirmed);
    }

    JsonObject word(String authorization, int generation, boolean confirmed) {
        return new JsonObject()
                .put("environment_id", story.environment.toString())
                .put("account_id", account)
                .put("authorization_id", authorization)
                .put("connection_id", story.connection.toString())
                .put("generation", generation)
                .put("confirmed", confirmed);
    }

    /** token-refresher exchanged the code of that generation. */
    void adopt(long generation) {
        adopt(generation, "adopted");
    }

    void adopt(long generation, String result) {
        Place place = new Place(
                story.environment.value(), AccountId.parse(account).value(), "main", "access_token", generation, 1);
        JsonObject push = new JsonObject()
                .put("epoch", 0)
                .put("environment_id", story.environment.toString())
                .put("account_id", account)
                .put("slot", "main")
                .put("generation", generation)
                .put("version", 1)
                .put(
                        "sealed_token",
                        Neighbours.VAULT.seal(Sensitive.of("t"), place).toBase64())
                .put("token_type", "Bearer")
                .put("received_at", Instant.now().toString());
        story.service(ServiceName.TOKEN_REFRESHER)
                .body(new JsonObject().put("tokens", new JsonArray().add(push)).encode())
                .post("/internal/tokens/adopt")
                .then()
                .statusCode(200)
                .body("results[0].result", equalTo(result));
    }

    int generation(String authorization) {
        return accounts
                .sql(
                        "select generation from authorization_attempt where id = $1",
                        Tuple.of(AuthorizationId.parse(authorization).value()))
                .stream()
                .map(row -> row.getLong(0).intValue())
                .findFirst()
                .orElse(1);
    }

    void forgetCopies() {
        accounts.sql(
                "update environment_copy set fetched_at = '-infinity' where environment_id = $1",
                Tuple.of(story.environment.value()));
    }

    void sql(String statement) {
        accounts.sql(statement, Tuple.of(AccountId.parse(account).value()));
    }

    /** Types, with the reason where there is one. */
    List<String> events() {
        return accounts
                .sql(
                        "select type, data::jsonb ->> 'reason' as reason from event where key = $1 order by sequence",
                        Tuple.of(account))
                .stream()
                .map(row -> row.getString("type").replaceAll("agent-auth\\.(.*)\\.v1", "$1")
                        + (row.getString("reason") == null ? "" : " " + row.getString("reason")))
                .toList();
    }
}
