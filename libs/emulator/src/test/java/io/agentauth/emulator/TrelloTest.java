// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.emulator.wire.Parameters;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Trello's classic tokens. */
class TrelloTest {
    private static final String REQUEST = "https://trello.com/1/OAuthGetRequestToken";
    private static final String ACCESS = "https://trello.com/1/OAuthGetAccessToken";
    private static final String ME = "https://api.trello.com/1/members/me";
    private static Emulator emulator;

    private final String clientId = UUID.randomUUID().toString();
    private final Customer customer = new Customer(emulator, "trello", "https:/", clientId);

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An {@code Authorization} header by RFC 5849 §3.4.2, of an address without a query. */
    private Map<String, String> signed(String method, String uri, Map<String, String> more, String tokenSecret) {
        Map<String, String> all = new TreeMap<>(more);
        all.putIfAbsent("oauth_consumer_key", clientId);
        all.putIfAbsent("oauth_signature_method", "HMAC-SHA1");
        all.putIfAbsent("oauth_timestamp", Long.toString(Instant.now().getEpochSecond()));
        all.putIfAbsent("oauth_nonce", UUID.randomUUID().toString());
        String parameters = all.entrySet().stream()
                .map(one -> one.getKey() + "=" + percent(one.getValue()))
                .collect(Collectors.joining("&"));
        String text = method + "&" + percent(uri) + "&" + percent(parameters);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(
                    (percent(EmulatorSettings.CLIENT_SECRET) + "&" + tokenSecret).getBytes(StandardCharsets.UTF_8),
                    "HmacSHA1"));
            all.put(
                    "oauth_signature",
                    Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private HttpResponse<String> send(String method, String uri, Map<String, String> protocol) {
        String header = protocol.entrySet().stream()
                .map(one -> one.getKey() + "=\"" + percent(one.getValue()) + "\"")
                .collect(Collectors.joining(", ", "OAuth ", ""));
        return customer.send(HttpRequest.newBuilder(emulator.at("trello", uri))
                .header("Authorization", header)
                .method(method, BodyPublishers.noBody())
                .build());
    }

    private HttpResponse<String> call(String method, String uri, Map<String, String> more, String tokenSecret) {
        return send(method, uri, signed(method, uri, more, tokenSecret));
    }

    private Parameters temporary() {
        HttpResponse<String> answer = call("POST", REQUEST, Map.of("oauth_callback", Customer.CALLBACK), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("oauth_callback_confirmed=true");
        return Parameters.form(answer.body());
    }

    private Parameters consent(Parameters temporary, String decision, String... more) {
        Map<String, String> request =
                new HashMap<>(Map.of("oauth_token", temporary.get("oauth_token"), "scope", "read"));
        for (int i = 0; i < more.length; i += 2) {
            request.put(more[i], more[i + 1]);
        }
        return customer.consent(request, "/trello.com/1/OAuthAuthorizeToken", decision);
    }

    private HttpResponse<String> trade(Parameters temporary, String verifier) {
        Map<String, String> more = Map.of("oauth_token", temporary.get("oauth_token"), "oauth_verifier", verifier);
        return call("POST", ACCESS, more, temporary.get("oauth_token_secret"));
    }

    private Parameters connected(String... more) {
        Parameters temporary = temporary();
        Parameters back = consent(temporary, "allow", more);
        assertThat(back.get("oauth_token")).isEqualTo(temporary.get("oauth_token"));
        return Parameters.form(trade(temporary, back.get("oauth_verifier")).body());
    }

    private HttpResponse<String> me(Parameters token) {
        return call("GET", ME, Map.of("oauth_token", token.get("oauth_token")), token.get("oauth_token_secret"));
    }

    @Test
    @DisplayName("Q21, RFC 5849 §2: three steps, and a token that signs; the e-mail address is for the scope account")
    void threeSteps() {
        assertThat(Customer.json(me(connected())).has("email")).isFalse();
        assertThat(Customer.json(me(connected("scope", "read,account")))
                        .path("email")
                        .asText())
                .isEqualTo("person@example.test");
    }

    @Test
    @DisplayName("RFC 5849 §2.3: a verifier counts once, and with its own request token")
    void verifiers() {
        Parameters temporary = temporary();
        String verifier = consent(temporary, "allow").get("oauth_verifier");

        assertThat(trade(temporary(), verifier).body()).isEqualTo("invalid verifier");
        assertThat(trade(temporary, "wrong").body()).isEqualTo("invalid verifier");
        assertThat(trade(temporary, verifier).statusCode()).isEqualTo(200);
        assertThat(trade(temporary, verifier).statusCode()).isEqualTo(401);
        assertThat(consent(temporary(), "deny").find("oauth_verifier")).isEmpty();
    }

    @Test
    @DisplayName("RFC 5849 §3.2, §3.3: neither a replay, nor an old request, nor another signature is taken")
    void refusals() {
        Map<String, String> once = signed("POST", REQUEST, Map.of("oauth_callback", Customer.CALLBACK), "");
        assertThat(send("POST", REQUEST, once).statusCode()).isEqualTo(200);
        assertThat(send("POST", REQUEST, once).body()).isEqualTo("nonce_used");

        Map<String, String> old = Map.of(
                "oauth_callback",
                Customer.CALLBACK,
                "oauth_timestamp",
                Long.toString(Instant.now().getEpochSecond() - 3600));
        assertThat(call("POST", REQUEST, old, "").body()).isEqualTo("timestamp_refused");
        assertThat(call("POST", REQUEST, Map.of("oauth_callback", Customer.CALLBACK), "x")
                        .body())
                .isEqualTo("signature_invalid");
        Map<String, String> other =
                new HashMap<>(signed("POST", REQUEST, Map.of("oauth_callback", Customer.CALLBACK), ""));
        other.put("oauth_callback", "https://evil.example/");
        assertThat(send("POST", REQUEST, other).body()).isEqualTo("signature_invalid");
        Map<String, String> plain = Map.of(
                "oauth_callback",
                Customer.CALLBACK,
                "oauth_signature_method",
                "PLAINTEXT",
                "oauth_signature",
                EmulatorSettings.CLIENT_SECRET + "&");
        assertThat(call("POST", REQUEST, plain, "").body()).isEqualTo("signature_method_rejected");
    }

    @Test
    @DisplayName("RFC 5849 §3.4.1.3: the parameters of a query are signed")
    void queries() {
        Parameters token = connected();
        Map<String, String> header = signed(
                "GET",
                ME,
                Map.of("oauth_token", token.get("oauth_token"), "fields", "id"),
                token.get("oauth_token_secret"));
        header.remove("fields");

        assertThat(send("GET", ME + "?fields=id", header).statusCode()).isEqualTo(200);
        Map<String, String> again = signed(
                "GET",
                ME,
                Map.of("oauth_token", token.get("oauth_token"), "fields", "id"),
                token.get("oauth_token_secret"));
        again.remove("fields");
        assertThat(send("GET", ME + "?fields=email", again).body()).isEqualTo("invalid token");
    }

    @Test
    @DisplayName("Trello takes key and token without a signature, and of another key not")
    void withoutSignature() {
        String token = connected().get("oauth_token");

        assertThat(send("GET", ME, Map.of("oauth_consumer_key", clientId, "oauth_token", token))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("GET", ME, Map.of("oauth_consumer_key", "other", "oauth_token", token))
                        .body())
                .isEqualTo("invalid token");
    }

    @Test
    @DisplayName("Q22: a token that was deleted is refused in plain text")
    void deleted() {
        Parameters token = connected("expiration", "never");
        String uri = "https://api.trello.com/1/tokens/" + token.get("oauth_token");
        Map<String, String> more = Map.of("oauth_token", token.get("oauth_token"));

        assertThat(call("DELETE", uri, more, "wrong").statusCode()).isEqualTo(401);
        assertThat(me(token).statusCode()).isEqualTo(200);
        assertThat(call("DELETE", uri, more, token.get("oauth_token_secret")).statusCode())
                .isEqualTo(200);
        assertThat(me(token).body()).isEqualTo("invalid token");
        assertThat(me(token).headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    }
}
