// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sensitive;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client secret that is exchanged: the one before works on until the new one is proved. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class SecretOverlapComponentTest {
    private static final String NEXT = "next-secret-canary";

    @Inject
    Connections connections;

    @Inject
    ClientProbe probe;

    @Inject
    @ReactiveDataSource("worker")
    Pool pool;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName(
            "A client's new secret is tried without anybody's token; until it is accepted, the one before goes on working")
    void theOneBeforeWorksUntilTheNewOneIsAccepted() {
        Journey journey = Journey.prepared().begin();
        assertThat(secret(changed(journey))).isEqualTo(Sensitive.of(Journey.SECRET));
        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED.getFirst().authorization()).isEqualTo(basic(Journey.SECRET));

        answer(400, "invalid_grant");
        Peers.PRESENTED.clear();
        get(probe.turn());

        assertThat(Peers.PRESENTED)
                .anySatisfy(shown -> assertThat(shown.authorization()).isEqualTo(basic(NEXT)));
        ConnectionCopy copy = now(journey);
        assertThat(copy.isOnTrial()).isFalse();
        assertThat(secret(copy)).isEqualTo(Sensitive.of(NEXT));
        assertThat(kept(journey)).isZero();
        assertThat(tried(journey, "accepted")).isEqualTo(1);
    }

    @Test
    @DisplayName("A new secret that is refused is told of once, and is used when the overlap is over")
    void aNewSecretThatIsRefused() {
        Journey journey = Journey.prepared().begin();
        changed(journey);
        answer(401, "invalid_client");

        get(probe.turn());
        get(probe.turn());

        assertThat(tried(journey, "refused")).isEqualTo(1);
        assertThat(now(journey).isSuspended()).isFalse();
        assertThat(secret(now(journey))).isEqualTo(Sensitive.of(Journey.SECRET));

        get(pool.preparedQuery("update connection_copy set previous_until = now() where connection_id = $1")
                .execute(Tuple.of(journey.connection.value())));
        assertThat(secret(now(journey))).isEqualTo(Sensitive.of(NEXT));
        get(probe.turn());
        assertThat(kept(journey)).isZero();
    }

    @Test
    @DisplayName(
            "R10: when the provider refuses the one before, the new one is used; when it refuses that too, the connection is suspended")
    void theOneBeforeIsRefused() {
        Journey journey = Journey.prepared().begin();
        ConnectionCopy copy = changed(journey);

        assertThat(get(connections.blamed(copy, "invalid_client")))
                .isInstanceOfSatisfying(Connections.Blame.Newer.class, newer -> assertThat(secret(newer.copy()))
                        .isEqualTo(Sensitive.of(NEXT)));
        ConnectionCopy after = now(journey);
        assertThat(secret(after)).isEqualTo(Sensitive.of(NEXT));
        assertThat(kept(journey)).isZero();
        assertThat(get(connections.blamed(after, "invalid_client"))).isInstanceOf(Connections.Blame.Suspended.class);
    }

    @Test
    void anotherClientIsUsedAtOnce() {
        Journey journey = Journey.prepared().begin();
        journey.connect(2, NEXT);
        Peers.CONNECTIONS.get(journey.connection.toString()).put("client_id", "client-2");

        assertThat(now(journey).isOnTrial()).isFalse();
        assertThat(kept(journey)).isZero();
    }

    @Test
    void anotherChangeMeanwhileKeepsWhatWorks() {
        Journey journey = Journey.prepared().begin();
        changed(journey);
        journey.connect(3, "a-third-secret-canary");

        assertThat(secret(now(journey))).isEqualTo(Sensitive.of(Journey.SECRET));
    }

    @Test
    @DisplayName("While a secret is exchanged, a provider that signs its callbacks may sign with either")
    void aCallbackIsSignedWithEither() throws Exception {
        for (String secret : new String[] {Journey.SECRET, NEXT}) {
            Journey journey = Journey.signed().begin();
            JsonObject definition =
                    Peers.CONNECTIONS.get(journey.connection.toString()).getJsonObject("definition");
            journey.connect(2, NEXT);
            Peers.CONNECTIONS.get(journey.connection.toString()).put("definition", definition);
            assertThat(now(journey).isOnTrial()).isTrue();

            String message = "code=code-canary-1&iss=https://provider.emulator.test&state=" + journey.sent.get("state");
            assertThat(journey.comeBack(message + "&hmac=" + hmac(message, secret))
                            .getString("outcome"))
                    .isEqualTo("succeeded");
        }
    }

    /** The connection as it is when its secret was exchanged. */
    private ConnectionCopy changed(Journey journey) {
        journey.connect(2, NEXT);
        return now(journey);
    }

    private ConnectionCopy now(Journey journey) {
        return get(connections.refresh(journey.environment, journey.connection));
    }

    private Sensitive secret(ConnectionCopy copy) {
        return connections.clientSecret(copy);
    }

    private long kept(Journey journey) {
        return count("connection_copy where connection_id = '" + journey.connection.value()
                + "' and previous_secret is not null");
    }

    private long tried(Journey journey, String result) {
        return count("event where key = '" + journey.connection
                + "' and type like '%connection-secret-tried%' and data like '%" + result + "%'");
    }

    private long count(String what) {
        return get(pool.query("select count(*) as n from " + what).execute())
                .iterator()
                .next()
                .getLong("n");
    }

    private static void answer(int status, String error) {
        Peers.PROVIDER.put("/token", request -> Peers.json(request, status, new JsonObject().put("error", error)));
    }

    private static String hmac(String message, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static String basic(String secret) {
        byte[] text = ("client-1:" + secret).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
