// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.oauth.ClientCertificate.Fault;
import io.agentauth.oauth.ClientCertificate.Unusable;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientCertificateTest {
    private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");
    private static final URI HERE = URI.create("https://id.example.com/token");

    @Test
    @DisplayName(
            "RFC 8705 §2: a certificate and its key are kept as one, and shown with a request that has the client's id and no secret")
    void itIsShown() throws Exception {
        ClientCertificate read = ClientCertificate.read(file("client.pem"), key("client.key"), THEN);
        Sensitive kept = read.toSensitive();

        assertThat(ClientCertificate.from(kept).fingerprint()).isEqualTo(read.fingerprint());
        assertThat(read.isSelfSigned()).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(read.toPkcs12("p")), "p".toCharArray());
        assertThat(store.isKeyEntry("client")).isTrue();

        Client client = new Client("client-1", kept, HERE);
        for (ClientAuthentication style :
                List.of(ClientAuthentication.TLS_CLIENT_AUTH, ClientAuthentication.SELF_SIGNED_TLS_CLIENT_AUTH)) {
            HttpRequest request = TokenRequest.forRefresh(
                    new TokenEndpoint(HERE, HERE, style, BodyFormat.FORM, Map.of(), Map.of(), Map.of(), Map.of()),
                    client,
                    Sensitive.of("r-1"));
            assertThat(Objects.requireNonNull(request.certificate()).fingerprint())
                    .isEqualTo(read.fingerprint());
            HttpRequest bound = request.with("DPoP", Sensitive.of("proof"))
                    .authorizedBy(Sensitive.of("DPoP at-1"))
                    .asking(Sensitive.of("q=1"))
                    .at(HERE);
            assertThat(bound.certificate()).isSameAs(request.certificate());
            assertThat(request.authorization()).isNull();
            assertThat(Objects.requireNonNull(request.body()).reveal(Reveal.TO_VERIFY))
                    .contains("client_id=client-1", "refresh_token=r-1")
                    .doesNotContain("client_secret", "client_assertion");
            assertThat(request.toString()).doesNotContain("pkcs8").doesNotContain("MIIB");
        }
    }

    @Test
    void whatIsWrongIsTold() throws Exception {
        String client = file("client.pem");

        assertFault(client, "old.key", THEN, Fault.OTHER_KEY);
        assertFault(file("old.pem"), "old.key", THEN, Fault.EXPIRED);
        assertFault(client, "client.key", Instant.parse("2001-01-01T00:00:00Z"), Fault.EXPIRED);
        for (String unreadable : List.of(file("client.key"), client.repeat(6), "", "{}")) {
            assertFault(unreadable, "client.key", THEN, Fault.UNREADABLE);
        }
    }

    private static void assertFault(String pem, String key, Instant now, Fault fault) throws IOException {
        WrittenKey written = key(key);
        assertThatThrownBy(() -> ClientCertificate.read(pem, written, now))
                .isInstanceOfSatisfying(
                        Unusable.class, why -> assertThat(why.fault()).isEqualTo(fault));
    }

    private static WrittenKey key(String name) throws IOException {
        return WrittenKey.read(Sensitive.of(file(name)));
    }

    private static String file(String name) throws IOException {
        try (InputStream in = ClientCertificateTest.class.getResourceAsStream("/certificates/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
