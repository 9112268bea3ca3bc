// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final URI ENDPOINT = URI.create("https://id.example.com/e");

    private static final String ISSUER = "https://id.example.com/tenant";
    private static final String GOOD = "{\"issuer\":\"" + ISSUER
            + "\",\"authorization_endpoint\":\"https://id.example.com/a\",\"token_endpoint\":\"https://id.example.com/t\""
            + ",\"code_challenge_methods_supported\":[\"plain\",\"S256\"],"
            + "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
            + "\"authorization_response_iss_parameter_supported\":true,\"jwks_uri\":\"https://id.example.com/j\"}";

    @Test
    @DisplayName("RFC 8414 §3.1 and OpenID Connect Discovery §4: where it is")
    void places() {
        assertThat(Discovery.places(ISSUER))
                .containsExactly(
                        URI.create("https://id.example.com/tenant/.well-known/openid-configuration"),
                        URI.create("https://id.example.com/.well-known/oauth-authorization-server/tenant"));
        assertThat(Discovery.places("https://id.example.com/"))
                .containsExactly(
                        URI.create("https://id.example.com/.well-known/openid-configuration"),
                        URI.create("https://id.example.com/.well-known/oauth-authorization-server"));
    }

    @Test
    void whatItSays() {
        ServerMetadata metadata = Discovery.read(HttpAnswer.json(200, GOOD, NOW), ISSUER);
        assertThat(metadata.tokenEndpoint()).hasToString("https://id.example.com/t");
        assertThat(metadata.supportsPkce()).isTrue();
        assertThat(metadata.clientAuthentication()).isEqualTo(ClientAuthentication.POST);
        assertThat(metadata.authorizationResponseIssParameterSupported()).isTrue();
        assertThat(metadata.revocationEndpoint()).isNull();
        assertThat(metadata.pushedAuthorizationRequestEndpoint()).isNull();
    }

    @Test
    @DisplayName("RFC 9126 §5: where requests are pushed, and whether they must be")
    void wherePushed() {
        String members = GOOD.replace(
                "\"jwks_uri\"",
                "\"pushed_authorization_request_endpoint\":\"https://id.example.com/par\","
                        + "\"require_pushed_authorization_requests\":true,\"jwks_uri\"");
        ServerMetadata metadata = Discovery.read(HttpAnswer.json(200, members, NOW), ISSUER);
        assertThat(metadata.pushedAuthorizationRequestEndpoint()).hasToString("https://id.example.com/par");
        assertThat(metadata.requirePushedAuthorizationRequests()).isTrue();
        String plain = members.replace("https://id.example.com/par", "http://id.example.com/par");
        assertThatThrownBy(() -> Discovery.read(HttpAnswer.json(200, plain, NOW), ISSUER))
                .isInstanceOf(Discovery.MetadataInvalid.class);
    }

    @ParameterizedTest
    @DisplayName("RFC 8414 §3.3, C7: another issuer, or anything that is not plain, is refused")
    @ValueSource(
            strings = {
                "<html></html>",
                "{}",
                "{\"issuer\":\"https://id.example.com\"}",
                "{\"issuer\":\"https://id.example.com/tenant/\"}",
                "{\"issuer\":\"https://id.example.com/tenant\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"https://a.example.com\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"https://a.example.com\","
                        + "\"token_endpoint\":\"http://a.example.com\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"https://a.example.com\","
                        + "\"token_endpoint\":\"/token\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"javascript:alert(1)\","
                        + "\"token_endpoint\":\"https://a.example.com\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"https://u@a.example.com\","
                        + "\"token_endpoint\":\"https://a.example.com\"}",
                "{\"issuer\":\"https://id.example.com/tenant\",\"authorization_endpoint\":\"https://a.example.com\","
                        + "\"token_endpoint\":\"https://a.example.com#x\"}",
            })
    void refused(String body) {
        assertThatThrownBy(() -> Discovery.read(HttpAnswer.json(200, body, NOW), ISSUER))
                .isInstanceOf(Discovery.MetadataInvalid.class);
    }

    @Test
    void aStatusOtherThan200IsRefused() {
        assertThatThrownBy(() -> Discovery.read(HttpAnswer.json(404, GOOD, NOW), ISSUER))
                .isInstanceOf(Discovery.MetadataInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "id.example.com", "ftp://id.example.com", "https://id.example.com?x=1", "https://u@x.y"})
    void whatIsNoIssuerIsRefused(String issuer) {
        assertThatThrownBy(() -> Discovery.places(issuer)).isInstanceOf(Discovery.MetadataInvalid.class);
    }

    @ParameterizedTest
    @DisplayName("RFC 8414 §2: Basic where the server does not say")
    @CsvSource({
        "'', BASIC",
        "'client_secret_basic client_secret_post', BASIC",
        "'client_secret_post', POST",
        "'none', NONE",
        "'private_key_jwt', PRIVATE_KEY_JWT",
        "'client_secret_jwt private_key_jwt', PRIVATE_KEY_JWT",
        "'none private_key_jwt', NONE",
        "'tls_client_auth', TLS_CLIENT_AUTH",
        "'private_key_jwt self_signed_tls_client_auth', PRIVATE_KEY_JWT",
        "'of_a_later_time', POST"
    })
    void theStyleOfClientAuthentication(String methods, ClientAuthentication style) {
        ServerMetadata metadata = new ServerMetadata(
                ISSUER,
                ENDPOINT,
                ENDPOINT,
                null,
                null,
                null,
                null,
                List.of(),
                methods.isEmpty() ? List.of() : List.of(methods.split(" ", -1)),
                false,
                List.of(),
                null,
                false,
                List.of(),
                null,
                null);
        assertThat(metadata.clientAuthentication()).isEqualTo(style);
    }

    @Test
    @DisplayName("RFC 8705 §5: whoever shows a certificate asks at the aliases, whoever does not at the others")
    void aliases() {
        String told =
                """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t","revocation_endpoint":"%1$s/r",
                 "token_endpoint_auth_methods_supported":["private_key_jwt","tls_client_auth"],
                 "pushed_authorization_request_endpoint":"%1$s/p","device_authorization_endpoint":"%1$s/d",
                 "mtls_endpoint_aliases":{"token_endpoint":"https://mtls.example.com/t","pushed_authorization_request_endpoint":"https://mtls.example.com/p",
                                         "device_authorization_endpoint":"https://mtls.example.com/d"}}
                """
                        .formatted(ISSUER);
        HttpAnswer answer = new HttpAnswer(200, Map.of(), Sensitive.of(told), Instant.EPOCH);
        ServerMetadata metadata = Discovery.read(answer, ISSUER);

        assertThat(metadata.takes(ClientAuthentication.TLS_CLIENT_AUTH)).isTrue();
        assertThat(metadata.tokenEndpointFor(ClientAuthentication.TLS_CLIENT_AUTH))
                .hasToString("https://mtls.example.com/t");
        assertThat(metadata.revocationEndpointFor(ClientAuthentication.TLS_CLIENT_AUTH))
                .hasToString(ISSUER + "/r");
        assertThat(metadata.pushedAuthorizationRequestEndpointFor(ClientAuthentication.TLS_CLIENT_AUTH))
                .hasToString("https://mtls.example.com/p");
        assertThat(metadata.pushedAuthorizationRequestEndpointFor(ClientAuthentication.NONE))
                .hasToString(ISSUER + "/p");
        assertThat(metadata.deviceAuthorizationEndpointFor(ClientAuthentication.TLS_CLIENT_AUTH))
                .hasToString("https://mtls.example.com/d");
        assertThat(metadata.deviceAuthorizationEndpointFor(ClientAuthentication.NONE))
                .hasToString(ISSUER + "/d");
        assertThat(metadata.tokenEndpointFor(ClientAuthentication.PRIVATE_KEY_JWT))
                .hasToString(ISSUER + "/t");
        HttpAnswer plain =
                new HttpAnswer(200, Map.of(), Sensitive.of(told.replace("https://mtls", "http://mtls")), Instant.EPOCH);
        assertThatThrownBy(() -> Discovery.read(plain, ISSUER)).isInstanceOf(Discovery.MetadataInvalid.class);
    }
}
