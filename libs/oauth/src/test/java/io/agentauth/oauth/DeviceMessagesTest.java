// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMessagesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final URI REDIRECT = URI.create("https://a.example.com/cb");
    private static final Client CLIENT = new Client("id", Sensitive.of("s"), REDIRECT);

    private static @Nullable String plain(@Nullable Sensitive secret) {
        return secret == null ? null : secret.reveal(Reveal.TO_VERIFY);
    }

    private static DeviceAnswer read(int status, String body) {
        return DeviceAnswer.read(HttpAnswer.json(status, body.replace('\'', '"'), NOW), TooManyCalls.STANDARD);
    }

    @ParameterizedTest
    @DisplayName("RFC 8628 §3.1: client, scopes, and the client's proof as at the token endpoint")
    @CsvSource({
        "BASIC, 'Basic aWQ6cw==', ''",
        "POST, , '&client_secret=s'",
        "NONE, , ''",
    })
    void asking(ClientAuthentication style, @Nullable String header, String more) {
        HttpRequest request = new DeviceRequest(
                        URI.create("https://p.example/device"),
                        style,
                        Map.of("scope", "read write"),
                        Map.of("scope", "user_scope"))
                .of(CLIENT);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("https://p.example/device");
        assertThat(plain(request.authorization())).isEqualTo(header);
        assertThat(plain(request.body())).isEqualTo("client_id=id&user_scope=read+write" + more);
    }

    @Test
    @DisplayName("RFC 8628 §3.4: the device code goes to the token endpoint with a grant type of its own")
    void polling() {
        TokenEndpoint endpoint = new TokenEndpoint(
                URI.create("https://p.example/token"),
                URI.create("https://p.example/refresh"),
                ClientAuthentication.POST,
                BodyFormat.FORM,
                Map.of(),
                Map.of(),
                Map.of("of_codes", "alone"),
                Map.of());
        HttpRequest request = TokenRequest.forDevice(endpoint, CLIENT, Sensitive.of("d/1"));

        assertThat(request.uri()).hasToString("https://p.example/token");
        assertThat(plain(request.body()))
                .isEqualTo("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d%2F1"
                        + "&client_id=id&client_secret=s");
    }

    @Test
    @DisplayName("RFC 8628 §3.2: what it begins with, and what holds where the server does not say")
    void begun() {
        DeviceAnswer whole = read(
                200,
                "{'device_code':'d','user_code':'WDJB-MJHT','verification_uri':'https://p.example/device',"
                        + "'verification_uri_complete':'https://p.example/device?user_code=WDJB-MJHT','expires_in':1800,'interval':7}");
        assertThat(whole).isInstanceOfSatisfying(DeviceAnswer.Begun.class, begun -> {
            assertThat(plain(begun.deviceCode())).isEqualTo("d");
            assertThat(begun.userCode()).isEqualTo("WDJB-MJHT");
            assertThat(begun.verificationUri()).hasToString("https://p.example/device");
            assertThat(begun.verificationUriComplete()).hasToString("https://p.example/device?user_code=WDJB-MJHT");
            assertThat(begun.life()).isEqualTo(Duration.ofMinutes(30));
            assertThat(begun.interval()).isEqualTo(Duration.ofSeconds(7));
            assertThat(begun.toString()).doesNotContain("WDJB");
        });
        DeviceAnswer bare = read(
                200,
                "{'device_code':'d','user_code':'1','verification_url':'https://p.example/d','expires_in':'99999'}");
        assertThat(bare).isInstanceOfSatisfying(DeviceAnswer.Begun.class, begun -> {
            assertThat(begun.verificationUriComplete()).isNull();
            assertThat(begun.life()).isEqualTo(DeviceAnswer.LIFE_MAX);
            assertThat(begun.interval()).isEqualTo(Duration.ofSeconds(5));
        });
    }

    @ParameterizedTest
    @DisplayName("RFC 8628 §3.2, RFC 6749 §5.2: whatever else is answered begins nothing")
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{'user_code':'1','verification_uri':'https://p.example/','expires_in':9}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','verification_uri':'https://p.example/','expires_in':9}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','user_code':'1','expires_in':9}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','user_code':'1','verification_uri':'javascript:x','expires_in':9}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','user_code':'1','verification_uri':'https://u@p.example/','expires_in':9}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','user_code':'1','verification_uri':'https://p.example/'}|Unclear[why=no_codes, after=null]",
                "200|{'device_code':'d','user_code':'1','verification_uri':'https://p.example/','expires_in':0}|Unclear[why=no_codes, after=null]",
                "200|<html>|Unclear[why=no_codes, after=null]",
                "200|{'error':'device_flow_disabled'}|Refused[error=device_flow_disabled]",
                "400|{'error':'invalid_scope'}|Refused[error=invalid_scope]",
                "401|{'error':'invalid_client'}|Refused[error=invalid_client]",
                "404|<html>|Unclear[why=status_404, after=null]",
                "503|{'error':'invalid_client'}|Unclear[why=status_503, after=null]",
                "429|{}|Limited[after=null]",
            })
    void nothingBegins(int status, String body, String said) {
        assertThat(read(status, body)).hasToString(said);
    }
}
