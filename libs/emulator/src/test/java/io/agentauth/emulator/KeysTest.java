// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The provider that has keys instead of tokens. */
class KeysTest {
    private static Emulator emulator;

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private final Customer customer = new Customer(emulator, "emulator-key", "https://keys.emulator.test", "nobody");

    private int get(String path, String... headers) {
        return customer.get(path, Map.of(), headers).statusCode();
    }

    @Test
    void aKeyIsItsHolders() {
        HttpResponse<String> answer = customer.get("/key/me", Map.of(), "X-Api-Key", "key-grace");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Customer.json(answer).path("email").asText()).isEqualTo("grace@example.test");
        assertThat(get("/key/me", "X-Api-Key", "grace")).isEqualTo(401);
        assertThat(get("/key/me", "X-Api-Key", "key-")).isEqualTo(401);
        assertThat(get("/key/me", "X-Api-Key", "key-nobody")).isEqualTo(401);
        assertThat(get("/key/me", "Authorization", "Bearer key-grace")).isEqualTo(401);
    }

    @Test
    void anAddressTakesItOneWay() {
        assertThat(get("/bearer/me", "Authorization", "Bearer key-grace")).isEqualTo(200);
        assertThat(get("/basic/me", "Authorization", basic("grace:key-grace"))).isEqualTo(200);
        assertThat(get("/basic/me", "Authorization", basic("grace:key-ada"))).isEqualTo(401);
        assertThat(get("/basic/me", "Authorization", "Bearer key-grace")).isEqualTo(401);
        assertThat(get("/none/me")).isEqualTo(200);
    }

    @Test
    void partsComeEachWhereItBelongs() {
        assertThat(parts("?key=key-grace", "1234")).isEqualTo(200);
        assertThat(parts("?key=key-grace", "9999")).isEqualTo(401);
        assertThat(parts("", "1234")).isEqualTo(401);
    }

    private int parts(String query, String pin) {
        URI address = emulator.at("emulator-key", "https://keys.emulator.test/custom/me" + query);
        return customer.send(HttpRequest.newBuilder(address)
                        .headers("X-Workspace", "acme", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"ask\":\"me\",\"pin\":\"" + pin + "\"}"))
                        .build())
                .statusCode();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
