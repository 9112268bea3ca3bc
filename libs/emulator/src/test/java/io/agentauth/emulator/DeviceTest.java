// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consent in another browser, at the strictest provider. */
class DeviceTest {
    private static Emulator emulator;

    private final Customer customer = Customer.of(emulator, UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private JsonNode begin() {
        return Customer.json(customer.post("/device/code", Map.of("scope", "openid email"), customer.basic()));
    }

    private JsonNode poll(JsonNode begun) {
        return Customer.json(customer.post(
                "/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        begun.get("device_code").asText()),
                customer.basic()));
    }

    private String error(JsonNode begun) {
        return poll(begun).path("error").asText();
    }

    private String decide(String userCode, String decision) {
        return customer.post(
                        "/device", Map.of("user_code", userCode, "user_name", "ada@example.test", "decision", decision))
                .body();
    }

    private void later(long seconds) {
        customer.control("POST", "/clock", "{\"advance_seconds\": " + seconds + "}");
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.2 to §3.5: a person enters the code, in any way of writing it, and the device has its tokens once")
    void aPersonConsents() {
        JsonNode begun = begin();
        String userCode = begun.get("user_code").asText();
        later(5);
        String pending = error(begun);
        String page = customer.get("/device", Map.of("user_code", userCode)).body();
        String done = decide(userCode.toLowerCase(java.util.Locale.ROOT).replace("-", ""), "allow");
        later(5);
        JsonNode tokens = poll(begun);

        assertThat(begun.get("verification_uri").asText()).isEqualTo("https://provider.emulator.test/device");
        assertThat(begun.get("verification_uri_complete").asText()).endsWith("/device?user_code=" + userCode);
        assertThat(begun.get("interval").asLong()).isEqualTo(5);
        assertThat(begun.get("expires_in").asLong()).isEqualTo(600);
        assertThat(pending).isEqualTo("authorization_pending");
        assertThat(page)
                .contains("value=\"" + userCode + "\"", ">Allow</button>")
                .doesNotContain("<script");
        assertThat(done).contains("The device is connected.");
        assertThat(tokens.get("refresh_token").asText()).isNotEmpty();
        assertThat(tokens.get("id_token").asText()).isNotEmpty();
        later(5);
        assertThat(error(begun)).isEqualTo("invalid_grant");
        assertThat(decide(userCode, "allow")).contains("Nothing waits with this code.");
        assertThat(customer.truth().get("device_polls").asInt()).isEqualTo(3);
        assertThat(customer.truth().get("device_polls_early").asInt()).isZero();
        assertThat(customer.truth().get("exchanges").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "RFC 8628 §3.5: whoever asks too soon is told to slow down, by five seconds more each time, and it is counted")
    void tooSoon() {
        JsonNode begun = begin();
        decide(begun.get("user_code").asText(), "allow");
        String first = error(begun);
        later(9);
        String second = error(begun);
        later(15);

        assertThat(first).isEqualTo("slow_down");
        assertThat(second).isEqualTo("slow_down");
        assertThat(poll(begun).has("access_token")).isTrue();
        assertThat(customer.truth().get("device_polls_early").asInt()).isEqualTo(2);
    }

    @Test
    @DisplayName("RFC 8628 §3.5: no, and too late")
    void noAndTooLate() {
        customer.switches("{\"device_lifetime\": 60, \"device_interval\": 1}");
        JsonNode denied = begin();
        JsonNode late = begin();
        decide(denied.get("user_code").asText(), "deny");
        later(2);

        assertThat(error(denied)).isEqualTo("access_denied");
        later(60);
        assertThat(error(late)).isEqualTo("expired_token");
        assertThat(decide(late.get("user_code").asText(), "allow")).contains("Nothing waits with this code.");
    }

    @Test
    @DisplayName("RFC 8628 §3.1: a client proves itself, and another one's code is nobody's")
    void clients() {
        JsonNode begun = begin();
        Customer other = Customer.of(emulator, UUID.randomUUID().toString());
        Map<String, String> poll = new HashMap<>(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                begun.get("device_code").asText()));
        later(5);

        assertThat(customer.post("/device/code", Map.of("client_id", "one")).statusCode())
                .isEqualTo(401);
        assertThat(Customer.json(customer.post("/device/code", Map.of("scope", "forbidden:x"), customer.basic()))
                        .get("error")
                        .asText())
                .isEqualTo("invalid_scope");
        assertThat(Customer.json(other.post("/token", poll, other.basic()))
                        .get("error")
                        .asText())
                .isEqualTo("invalid_grant");
        assertThat(error(begun)).isEqualTo("authorization_pending");
    }

    @Test
    @DisplayName("RFC 8628 §4: the metadata says where")
    void metadata() {
        JsonNode metadata = Customer.json(customer.get("/.well-known/openid-configuration", Map.of()));

        assertThat(metadata.get("device_authorization_endpoint").asText())
                .isEqualTo("https://provider.emulator.test/device/code");
        assertThat(metadata.get("grant_types_supported").toString()).contains("device_code");
    }
}
