// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Journey;
import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long what was granted lasts: longer than the first token, and not longer than the provider says. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class LastingComponentTest {
    private static final int SIXTY_DAYS = 5_184_000;

    private final List<String> queries = new CopyOnWriteArrayList<>();

    @BeforeEach
    void reset() {
        Peers.reset();
    }

    @Test
    @DisplayName(
            "Q38 Instagram: the first token is exchanged at once, and what comes of it is exchanged again before it ends")
    void theFirstTokenIsExchanged() {
        Peers.PROVIDER.put("/token", request -> gives(request, "at-short", 3600));
        Peers.PROVIDER.put("/longer", request -> gives(request, "at-long-1", SIXTY_DAYS));
        Peers.PROVIDER.put("/itself", request -> gives(request, "at-long-2", SIXTY_DAYS));
        Journey journey = Journey.exchanging().begin();

        assertThat(journey.comeBack().getString("outcome")).isEqualTo("succeeded");

        assertThat(queries)
                .containsExactly("grant_type=longer_token&client_secret=" + Journey.SECRET + "&access_token=at-short");
        assertThat(life()).isBetween(Duration.ofDays(59), Duration.ofDays(60));

        assertThat(journey.renew(1)).isEqualTo("renewed");
        assertThat(journey.renew(2)).isEqualTo("renewed");

        assertThat(queries.subList(1, 3))
                .containsExactly(
                        "grant_type=itself_token&access_token=at-long-1",
                        "grant_type=itself_token&access_token=at-long-2");
        assertThat(Peers.ADOPTED.getLast().getLong("version")).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "Q38 Threads: without the longer token there is no grant, and a token that is too young is not presented")
    void withoutTheLongerTokenThereIsNone() {
        Peers.PROVIDER.put("/token", request -> gives(request, "at-short", 3600));
        Peers.PROVIDER.put("/longer", request -> Peers.json(request, 500, new JsonObject()));
        Journey journey = Journey.exchanging().begin();

        assertThat(journey.comeBack().getString("outcome")).isNotEqualTo("succeeded");
        assertThat(Peers.ADOPTED).isEmpty();

        Peers.PROVIDER.put("/longer", request -> gives(request, "at-long-1", SIXTY_DAYS));
        Peers.PROVIDER.put("/itself", request -> gives(request, "at-long-2", SIXTY_DAYS));
        Journey young = Journey.exchanging();
        Peers.CONNECTIONS
                .get(young.connection.toString())
                .getJsonObject("definition")
                .getJsonObject("refresh")
                .put("min_age_seconds", 86_400);
        assertThat(young.begin().comeBack().getString("outcome")).isEqualTo("succeeded");
        queries.clear();

        assertThat(young.renew(1)).isEqualTo("current");
        assertThat(queries).isEmpty();
    }

    @Test
    @DisplayName("Q40 Spotify: the day is counted from the consent, and no renewal moves it")
    void theDayIsCountedFromTheConsent() {
        Journey journey = Journey.ending(Duration.ofDays(180)).begin();
        journey.comeBack();
        JsonObject first = Peers.ADOPTED.getLast();
        Instant consented = first.getInstant("consented_at");
        assertThat(Duration.between(consented, first.getInstant("grant_ends_at")))
                .isBetween(Duration.ofDays(180).minusSeconds(30), Duration.ofDays(180));

        assertThat(journey.renew(1)).isEqualTo("renewed");

        JsonObject second = Peers.ADOPTED.getLast();
        assertThat(second.getLong("version")).isEqualTo(2);
        assertThat(second.getInstant("consented_at")).isEqualTo(consented);
        assertThat(second.getInstant("grant_ends_at")).isEqualTo(first.getInstant("grant_ends_at"));

        Journey.prepared().begin().comeBack();
        assertThat(Peers.ADOPTED.getLast().containsKey("grant_ends_at"))
                .as("elsewhere no such day is known")
                .isFalse();
    }

    private void gives(HttpServerRequest request, String token, int seconds) {
        if (request.query() != null) {
            queries.add(request.query());
        }
        Peers.json(
                request,
                200,
                new JsonObject()
                        .put("access_token", token)
                        .put("token_type", "bearer")
                        .put("expires_in", seconds));
    }

    private static Duration life() {
        JsonObject adopted = Peers.ADOPTED.getLast();
        return Duration.between(adopted.getInstant("received_at"), adopted.getInstant("expires_at"));
    }
}
