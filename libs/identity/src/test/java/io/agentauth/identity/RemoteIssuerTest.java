// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.nimbusds.jwt.SignedJWT;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A service whose issuer is another process. */
@QuarkusTest
@WithTestResource(IssuerOverHttp.class)
class RemoteIssuerTest {
    private final ApiKeyId key = ApiKeyId.next();

    @Inject
    ServiceCalls calls;

    @Inject
    OwnTokens tokens;

    @Inject
    IssuerWatch watch;

    @Inject
    Vertx vertx;

    record Asked(String someWord) {}

    record Echo(String sent, @Nullable String requestId) {}

    @Test
    void callersAreKnownByTheIssuersKeysAndRevokedByItsList() {
        await().atMost(Duration.ofSeconds(10)).until(watch::isSatisfied);
        String token = IssuerOverHttp.SIGNER.sign(Signer.caller(key, EnvironmentId.next(), "accounts:read"));
        given().header("Authorization", "Bearer " + token).get("/v1/who").then().statusCode(200);

        IssuerOverHttp.REVOKED.add(key.toString());

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> given().header("Authorization", "Bearer " + token)
                .get("/v1/who")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_api_key")));
    }

    @Test
    void aCallCarriesThisServicesTokenForTheCallee() throws ParseException {
        Echo echo = get(calls.post(ServiceName.TOKEN_REFRESHER, "/internal/echo", new Asked("x"), Echo.class));

        assertThat(echo.sent()).isEqualTo("{\"some_word\":\"x\"}");
        assertThat(echo.requestId()).isNotBlank();
        String header = IssuerOverHttp.SERVICE_HEADERS.getLast();
        assertThat(header).startsWith("Bearer ");
        var claims = SignedJWT.parse(header.substring(7)).getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly("token-refresher");
        assertThat(claims.getSubject()).isEqualTo("account-service");
    }

    @Test
    void oneTokenServesManyCallsEvenWhenTheyStartTogether() {
        tokens.drop(ServiceName.TOKEN_REFRESHER);
        int before = IssuerOverHttp.TOKENS.get();
        List<Uni<Echo>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(calls.get(ServiceName.TOKEN_REFRESHER, "/internal/echo", Echo.class));
        }

        get(Uni.join().all(all).andFailFast());

        assertThat(IssuerOverHttp.TOKENS.get() - before).isEqualTo(1);
    }

    @Test
    void whoJoinsAnothersFlightGoesOnInItsOwnContext() {
        tokens.drop(ServiceName.TOKEN_REFRESHER);
        int before = IssuerOverHttp.TOKENS.get();
        List<CompletableFuture<Boolean>> own = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            own.add(goesOnInItsOwnContext());
        }

        assertThat(own)
                .allSatisfy(one ->
                        assertThat(one).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true));
        assertThat(IssuerOverHttp.TOKENS.get() - before).isEqualTo(1);
    }

    private CompletableFuture<Boolean> goesOnInItsOwnContext() {
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        context.runOnContext(_ -> tokens.header(ServiceName.TOKEN_REFRESHER)
                .subscribe()
                .with(_ -> own.complete(Vertx.currentContext() == context), own::completeExceptionally));
        return own;
    }

    @Test
    void aRotatedSecretIsFoundAtTheNextTry() throws IOException {
        tokens.drop(ServiceName.TOKEN_REFRESHER);
        IssuerOverHttp.secret = "second-secret";
        failsWith(ProblemType.SERVICE_UNAVAILABLE, echo());

        Files.writeString(IssuerOverHttp.secretFile, "second-secret");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(get(echo())).isNotNull());
    }

    @Test
    void aTokenThatTheCalleeRefusesIsNotUsedAgain() {
        assertThat(get(echo())).isNotNull();
        int before = IssuerOverHttp.TOKENS.get();
        IssuerOverHttp.refuseServices = true;
        try {
            failsWith(ProblemType.SERVICE_UNAVAILABLE, echo());
        } finally {
            IssuerOverHttp.refuseServices = false;
        }

        assertThat(get(echo())).isNotNull();
        assertThat(IssuerOverHttp.TOKENS.get() - before).isEqualTo(1);
    }

    @Test
    void theCalleesOwnProblemComesThroughAndEverythingElseIsUnavailable() {
        failsWith(ProblemType.NOT_FOUND, calls.get(ServiceName.TOKEN_REFRESHER, "/internal/problem", Echo.class));
        failsWith(
                ProblemType.SERVICE_UNAVAILABLE, calls.get(ServiceName.TOKEN_REFRESHER, "/internal/html", Echo.class));
        failsWith(
                ProblemType.SERVICE_UNAVAILABLE, calls.get(ServiceName.ACCOUNT_SERVICE, "/internal/echo", Echo.class));
        failsWith(
                ProblemType.SERVICE_UNAVAILABLE,
                calls.get(ServiceName.TOKEN_REFRESHER, "/internal/silent", Echo.class, Duration.ofMillis(200)));
    }

    private Uni<Echo> echo() {
        return calls.get(ServiceName.TOKEN_REFRESHER, "/internal/echo", Echo.class);
    }

    private static void failsWith(ProblemType type, Uni<?> call) {
        assertThatThrownBy(() -> get(call))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                        .isEqualTo(type));
    }

    private static <T> T get(Uni<T> call) {
        return call.await().atMost(Duration.ofSeconds(20));
    }
}
