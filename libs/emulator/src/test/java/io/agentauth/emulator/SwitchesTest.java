// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rotation, barriers, races, latency: what the switches make of the strict provider. */
@Timeout(30)
class SwitchesTest {
    private static Emulator emulator;

    private final String clientId = UUID.randomUUID().toString();
    private final Customer customer = Customer.of(emulator, clientId);

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private String connected() {
        return customer.connect().get("refresh_token").asText();
    }

    private List<Integer> concurrently(String token, int times) {
        List<CompletableFuture<HttpResponse<String>>> all = IntStream.range(0, times)
                .mapToObj(_ -> customer.postAsync("/token", Customer.refreshing(token), customer.basic()))
                .toList();
        return all.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
    }

    private int waiting() {
        return customer.control("GET", "/barrier?client_id=" + clientId, "")
                .get("waiting")
                .asInt();
    }

    @Test
    void withoutRotationNoRefreshTokenComesBack() {
        customer.switches("{\"rotation\": \"none\"}");
        String token = connected();

        assertThat(Customer.json(customer.refresh(token)).has("refresh_token")).isFalse();
        assertThat(customer.refresh(token).statusCode()).isEqualTo(200);
        assertThat(customer.truth().get("replays_seen").asInt()).isZero();
    }

    @Test
    void rotationAloneRefusesTheOldTokenAndHarmsNothingElse() {
        customer.switches("{\"rotation\": \"always\"}");
        String first = connected();
        String second =
                Customer.json(customer.refresh(first)).get("refresh_token").asText();

        assertThat(customer.refresh(first).statusCode()).isEqualTo(400);
        assertThat(customer.refresh(second).statusCode()).isEqualTo(200);
    }

    @Test
    void withinTheGraceTimeTheOldTokenGivesTheSamePairAgain() {
        customer.switches("{\"rotation\": \"grace\", \"grace_seconds\": 30, \"grace_answer\": \"same\"}");
        String first = connected();
        String answer = customer.refresh(first).body();

        assertThat(customer.refresh(first).body()).isEqualTo(answer);
        customer.control("POST", "/clock", "{\"advance_seconds\": 31}");
        assertThat(customer.refresh(first).statusCode()).isEqualTo(400);
        assertThat(customer.refresh(Customer.json(customer.refresh(first))
                                .path("refresh_token")
                                .asText("x"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void anOldAccessTokenMayDieWithTheRefresh() {
        customer.switches("{\"access_dies_on_refresh\": true}");
        JsonNode tokens = customer.connect();
        customer.refresh(tokens.get("refresh_token").asText());

        JsonNode known = customer.control(
                "POST",
                "/truth/token",
                "{\"token\":\"" + tokens.get("access_token").asText() + "\"}");
        assertThat(known.get("valid").asBoolean()).isFalse();
    }

    @Test
    void aBarrierHoldsRefreshesUntilTheyAreReleasedAndCodesPass() {
        customer.switches("{\"barrier\": {\"at\": \"after\", \"of\": \"refresh\"}}");
        String token = connected();
        var held = customer.postAsync("/token", Customer.refreshing(token), customer.basic());
        while (waiting() == 0) {
            Thread.onSpinWait();
        }
        JsonNode spent = customer.control("POST", "/truth/token", "{\"token\":\"" + token + "\"}");
        boolean answered = held.isDone();
        customer.control("POST", "/barrier/release?client_id=" + clientId, "");

        assertThat(answered).isFalse();
        assertThat(spent.has("spent_at")).isTrue();
        assertThat(held.join().statusCode()).isEqualTo(200);
    }

    @Test
    void overlappingPresentationsAreCounted() {
        customer.switches("{\"rotation\": \"none\", \"latency\": {\"ms\": 300}}");
        String token = connected();

        assertThat(concurrently(token, 3)).containsOnly(200);
        assertThat(customer.truth().get("overlaps_max").asInt()).isEqualTo(2);
        assertThat(customer.refresh(token).statusCode()).isEqualTo(200);
        JsonNode all = customer.control("GET", "/truth/presentations?client_id=" + clientId, "")
                .get("presentations");
        assertThat(all.get(4).get("overlaps_at_start").asInt()).isZero();
        assertThat(all.get(4).get("ended").asLong())
                .isGreaterThan(all.get(4).get("started").asLong());
    }

    @Test
    void aRacyProviderLetsOneOfFourThrough() {
        customer.switches("{\"racy\": true}");
        String token = connected();

        assertThat(concurrently(token, 4)).containsExactlyInAnyOrder(400, 400, 200, 400);
        assertThat(customer.truth().get("families_killed").asInt()).isZero();
    }

    @Test
    void latencyIsTaken() {
        customer.switches("{\"latency\": {\"ms\": 200, \"at\": \"after\"}}");
        String token = connected();
        long before = System.nanoTime();
        customer.refresh(token);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(195));
    }

    @Test
    void switchesAreTakenBack() {
        customer.switches("{\"access_lifetime\": 5}");
        customer.control("DELETE", "/switches?provider=emulator&client_id=" + clientId, "");

        assertThat(customer.connect().get("expires_in").asLong()).isEqualTo(3600);
    }

    @Test
    void anUnknownSwitchIsRefused() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> customer.switches("{\"rotations\": \"none\"}"))
                .hasMessageContaining("rotations");
    }
}
