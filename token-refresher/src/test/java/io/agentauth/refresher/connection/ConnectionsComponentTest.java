// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class ConnectionsComponentTest {
    @Inject
    Connections connections;

    @Inject
    Pool pool;

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    void aCopyServesOnWhileItsOwnerIsAway() {
        Journey journey = Journey.prepared().begin();
        Peers.away = true;

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED.getFirst().authorization()).isEqualTo(basic(Journey.SECRET));
    }

    @Test
    @DisplayName("C5, I7: an operator's client is opened in its app's place, and kept for the one connection")
    void anOperatorsClientIsOpenedInItsOwnPlace() {
        Journey journey = Journey.managed().begin();

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");
        assertThat(Peers.PRESENTED.getFirst().authorization()).isEqualTo(basic(Journey.SECRET));
        assertThat(get(connections.require(journey.environment, journey.connection))
                        .isManaged())
                .isTrue();
    }

    @Test
    void anotherEnvironmentsConnectionIsNotThere() {
        Journey journey = Journey.prepared().begin();

        assertThatThrownBy(() -> get(connections.require(EnvironmentId.next(), journey.connection)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("not_found");
    }

    @Test
    @DisplayName("RFC 6749 §5.2: invalid_client suspends the connection, once, and no account is at fault")
    void aBlamedConnectionIsSuspendedUntilANewerVersion() {
        refuseClients();
        Journey journey = Journey.prepared().begin();

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("failed");
        Journey next = journey;
        next.tryBegin(2).then().statusCode(409);
        assertThat(events(journey, "connection-suspended")).isEqualTo(1);

        journey.connect(2, "better-secret-canary");
        get(connections.outdated(journey.environment, journey.connection, 2));

        assertThat(events(journey, "connection-resumed")).isEqualTo(1);
        ConnectionCopy copy = get(connections.require(journey.environment, journey.connection));
        assertThat(copy.isSuspended()).isFalse();
        assertThat(connections.clientSecret(copy)).isEqualTo(Sensitive.of("better-secret-canary"));
    }

    @Test
    void aConnectionThatWasChangedMeanwhileIsReadAgainInsteadOfSuspended() {
        Journey journey = Journey.prepared().begin();
        ConnectionCopy used = get(connections.require(journey.environment, journey.connection));
        journey.connect(2, "better-secret-canary");

        Connections.Blame blame = get(connections.blamed(used, "invalid_client"));

        assertThat(blame).isInstanceOf(Connections.Blame.Newer.class);
        assertThat(events(journey, "connection-suspended")).isZero();
    }

    @Test
    void aSuspendedConnectionThatIsAcceptedAgainIsResumedOnce() {
        refuseClients();
        Journey journey = Journey.prepared().begin();
        journey.comeBack();
        ConnectionCopy copy = get(connections.refresh(journey.environment, journey.connection));

        get(connections.accepted(copy));
        get(connections.accepted(copy));

        assertThat(events(journey, "connection-resumed")).isEqualTo(1);
    }

    @Test
    void aDeletedConnectionBeginsNothing() {
        Journey journey = Journey.prepared().begin();
        get(connections.deleted(journey.connection, 2));

        journey.tryBegin(2).then().statusCode(404);
    }

    private static void refuseClients() {
        Peers.PROVIDER.put(
                "/token", request -> Peers.json(request, 401, new JsonObject().put("error", "invalid_client")));
    }

    private static String basic(String secret) {
        byte[] text = ("client-1:" + secret).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    private long events(Journey journey, String type) {
        return get(pool.query("select count(*) as n from event where key = '" + journey.connection
                                + "' and type like '%" + type + "%'")
                        .execute())
                .iterator()
                .next()
                .getLong("n");
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
