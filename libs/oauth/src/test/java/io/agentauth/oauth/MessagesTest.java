// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final URI REDIRECT = URI.create("https://auth.example.com/oauth/callback/abc");

    private static @Nullable String plain(@Nullable Sensitive secret) {
        return secret == null ? null : secret.reveal(Reveal.TO_VERIFY);
    }

    @Nested
    class Proofs {
        @Test
        @DisplayName("RFC 7636 Appendix B: the challenge of the example's verifier")
        void theExample() {
            assertThat(new Pkce(Sensitive.of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).challenge())
                    .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        }

        @Test
        @DisplayName("A5, RFC 7636 §4.1: a verifier is 43 to 128 unreserved characters, and another each time")
        void verifiers() {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                String verifier = plain(Pkce.fresh().verifier());
                assertThat(verifier).matches("[A-Za-z0-9._~-]{43,128}");
                assertThat(seen.add(verifier)).isTrue();
            }
        }
    }

    @Nested
    class TokenRequests {
        private final Client client = new Client("id:1", Sensitive.of("p+ss wörd"), REDIRECT);

        private static TokenEndpoint endpoint(ClientAuthentication style, BodyFormat body) {
            URI uri = URI.create("https://provider.example.com/token?tenant=1");
            return new TokenEndpoint(
                    uri,
                    uri,
                    style,
                    body,
                    Map.of(),
                    Map.of("X-Version", "1"),
                    Map.of(),
                    Map.of("redirect_uri", "{redirect_uri}"));
        }

        @Test
        @DisplayName("RFC 6749 §2.3.1: id and secret are form-encoded before they become Basic")
        void basicIsFormEncoded() {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.BASIC, BodyFormat.FORM), client, Sensitive.of("r"));
            // id%3A1:p%2Bss+w%C3%B6rd
            assertThat(plain(request.authorization())).isEqualTo("Basic aWQlM0ExOnAlMkJzcyt3JUMzJUI2cmQ=");
            assertThat(plain(request.body())).doesNotContain("client_");
        }

        @Test
        void rawBasicIsNot() {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.BASIC_RAW, BodyFormat.FORM), client, Sensitive.of("r"));
            // id:1:p+ss wörd
            assertThat(plain(request.authorization())).isEqualTo("Basic aWQ6MTpwK3NzIHfDtnJk");
        }

        @Test
        @DisplayName("RFC 6749 §2.3: one style in a request, never two")
        void postPutsBothIntoTheBody() {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.POST, BodyFormat.FORM), client, Sensitive.of("r"));
            assertThat(request.authorization()).isNull();
            assertThat(plain(request.body())).contains("client_id=id%3A1", "client_secret=p%2Bss+w%C3%B6rd");
        }

        @ParameterizedTest
        @ValueSource(strings = {"BASIC", "BASIC_RAW", "SECRET_AS_USER", "POST", "NONE"})
        void aPublicClientSaysWhoItIsAndProvesNothing(String style) {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.valueOf(style), BodyFormat.FORM),
                    new Client("id", null, REDIRECT),
                    Sensitive.of("r"));
            assertThat(request.authorization()).isNull();
            assertThat(plain(request.body())).contains("client_id=id").doesNotContain("client_secret");
        }

        @Test
        @DisplayName("RFC 6749 §4.1.3 and RFC 7636 §4.5: what a code is presented with")
        void aCode() {
            HttpRequest request = TokenRequest.forCode(
                    endpoint(ClientAuthentication.BASIC, BodyFormat.FORM),
                    client,
                    Sensitive.of("c/1"),
                    Sensitive.of("v"));
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).hasToString("https://provider.example.com/token?tenant=1");
            assertThat(request.contentType()).isEqualTo("application/x-www-form-urlencoded");
            assertThat(request.headers()).isEqualTo(Map.of("Accept", "application/json", "X-Version", "1"));
            assertThat(plain(request.body()))
                    .isEqualTo("grant_type=authorization_code&code=c%2F1&redirect_uri="
                            + "https%3A%2F%2Fauth.example.com%2Foauth%2Fcallback%2Fabc&code_verifier=v");
        }

        @Test
        @DisplayName("RFC 6749 §6: a refresh, with the parameters that the provider wants repeated")
        void aRefresh() {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.BASIC, BodyFormat.JSON), client, Sensitive.of("r\"1"));
            assertThat(request.contentType()).isEqualTo("application/json");
            assertThat(plain(request.body()))
                    .isEqualTo("{\"redirect_uri\":\"" + REDIRECT
                            + "\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"r\\\"1\"}");
        }

        @Test
        void aRequestPrintsNoSecret() {
            HttpRequest request = TokenRequest.forRefresh(
                    endpoint(ClientAuthentication.POST, BodyFormat.FORM), client, Sensitive.of("refresh-1"));
            assertThat(request.toString()).doesNotContain("refresh-1", "p+ss", "p%2Bss");
        }
    }

    @Nested
    class AuthorizationRequests {
        private AuthorizationRequest request(String endpoint, @Nullable Pkce pkce, Map<String, String> parameters) {
            return new AuthorizationRequest(
                    URI.create(endpoint),
                    "id",
                    REDIRECT,
                    Sensitive.of("state-1"),
                    Map.of("scope", "openid email"),
                    pkce,
                    null,
                    parameters);
        }

        @Test
        @DisplayName("RFC 6749 §4.1.1 and RFC 7636 §4.3")
        void theUrl() {
            Pkce pkce = new Pkce(Sensitive.of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
            assertThat(request("https://provider.example.com/authorize", pkce, Map.of("prompt", "consent"))
                            .url())
                    .hasToString("https://provider.example.com/authorize?prompt=consent&scope=openid%20email"
                            + "&response_type=code&client_id=id&redirect_uri="
                            + "https%3A%2F%2Fauth.example.com%2Foauth%2Fcallback%2Fabc&state=state-1"
                            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
        }

        @Test
        @DisplayName("RFC 6749 §3.1: the endpoint's own query stays")
        void theEndpointsQueryStays() {
            assertThat(request("https://provider.example.com/authorize?tenant=1", null, Map.of())
                            .url())
                    .asString()
                    .startsWith("https://provider.example.com/authorize?tenant=1&scope=");
        }

        @Test
        void noParameterOfAProviderReplacesOneOfTheProtocol() {
            String url = request(
                            "https://provider.example.com/authorize",
                            null,
                            Map.of("state", "evil", "redirect_uri", "https://evil.example.com"))
                    .url()
                    .toString();
            assertThat(url).contains("state=state-1").doesNotContain("evil");
        }
    }

    @Nested
    class PushedRequests {
        private final AuthorizationRequest request = new AuthorizationRequest(
                URI.create("https://provider.example.com/authorize?tenant=1"),
                "id",
                REDIRECT,
                Sensitive.of("state-1"),
                Map.of("scope", "read"),
                null,
                null,
                Map.of("prompt", "consent"));

        @ParameterizedTest
        @DisplayName("RFC 9126 §2.1: the request's parameters, proved as at the token endpoint")
        @CsvSource({
            "BASIC, 'Basic aWQ6cw==', ''",
            "POST, , '&client_secret=s'",
            "NONE, , ''",
        })
        void pushed(ClientAuthentication style, @Nullable String header, String more) {
            HttpRequest pushed = request.pushed(
                    URI.create("https://provider.example.com/par"),
                    style,
                    new Client("id", Sensitive.of("s"), REDIRECT),
                    Map.of("scope", "user_scope"));
            assertThat(pushed.method()).isEqualTo("POST");
            assertThat(pushed.uri()).hasToString("https://provider.example.com/par");
            assertThat(plain(pushed.authorization())).isEqualTo(header);
            assertThat(plain(pushed.body()))
                    .startsWith("prompt=consent&user_scope=read&response_type=code&client_id=id&redirect_uri=")
                    .endsWith("&state=state-1" + more);
        }

        @Test
        @DisplayName("RFC 9126 §4: the browser takes client_id and request_uri")
        void inTheBrowser() {
            assertThat(request.url(new PushedAnswer.Kept("urn:x:a+b"), Map.of()))
                    .hasToString(
                            "https://provider.example.com/authorize?tenant=1&client_id=id&request_uri=urn%3Ax%3Aa%2Bb");
        }

        @ParameterizedTest
        @DisplayName("RFC 9126 §2.2, §2.3: what the answer says")
        @CsvSource(
                delimiter = '|',
                value = {
                    "201|{'request_uri':'urn:example:bwc4JK-ESC0w8acc191e-Y1LTC2','expires_in':60}|Kept[requestUri=urn:example:bwc4JK-ESC0w8acc191e-Y1LTC2]",
                    "200|{'request_uri':'https://p.example/r/1'}|Kept[requestUri=https://p.example/r/1]",
                    "201|{'request_uri':'urn:a b'}|Unclear[why=no_request_uri, after=null]",
                    "201|{'request_uri':'//p.example'}|Unclear[why=no_request_uri, after=null]",
                    "201|<html>|Unclear[why=no_request_uri, after=null]",
                    "400|{'error':'invalid_request','request_uri':'urn:a:b'}|Refused[error=invalid_request]",
                    "401|{'error':'invalid_client'}|Refused[error=invalid_client]",
                    "404|<html>|Unclear[why=status_404, after=null]",
                    "500|{'error':'invalid_client'}|Unclear[why=status_500, after=null]",
                    "302|{}|Unclear[why=status_302, after=null]",
                    "429|{'error':'invalid_client'}|Limited[after=null]",
                })
        void answers(int status, String body, String said) {
            HttpAnswer answer = HttpAnswer.json(status, body.replace('\'', '"'), NOW);
            assertThat(PushedAnswer.read(answer, TooManyCalls.STANDARD)).hasToString(said);
        }
    }

    @Nested
    @DisplayName("RFC 6749 §4.1.2: what the browser comes back with")
    class Callbacks {
        @Test
        void aCode() {
            assertThat(Callback.parse("code=c%2F1&state=s&iss=https%3A%2F%2Fa.example.com&scope=a+b"))
                    .isEqualTo(new Callback.Code(
                            Sensitive.of("s"), Sensitive.of("c/1"), "https://a.example.com", Map.of("scope", "a b")));
        }

        @Test
        @DisplayName("A9, RFC 6749 §4.1.2.1: the person said no")
        void aDenial() {
            assertThat(Callback.parse("error=access_denied&state=s"))
                    .isInstanceOfSatisfying(Callback.Refused.class, refused -> assertThat(refused.isDenied())
                            .isTrue());
            assertThat(Callback.parse("error=server_error&state=s"))
                    .isInstanceOfSatisfying(Callback.Refused.class, refused -> assertThat(refused.isDenied())
                            .isFalse());
        }

        @ParameterizedTest
        @DisplayName("A8: doubled, mixed and array forms are refused")
        @ValueSource(
                strings = {
                    "",
                    "code=a",
                    "state=s",
                    "state=&code=a",
                    "code=&state=s",
                    "code=a&code=b&state=s",
                    "code=a&code=a&state=s",
                    "code=a&c%6Fde=b&state=s",
                    "code=a&state=s&state=t",
                    "code=a&state=s&iss=x&iss=x",
                    "code=a&state=s&error=access_denied",
                    "error=x&error=y&state=s",
                    "code[]=a&state=s",
                    "code=a&state=s&code[]=b",
                    "code[0]=a&state=s",
                    "code%5B%5D=a&state=s",
                    "code=a&state[x]=s",
                    "code=%zz&state=s",
                    "code=a;state=s",
                    "CODE=a&state=s"
                })
        void malformed(String query) {
            assertThat(Callback.parse(query)).isInstanceOf(Callback.Malformed.class);
        }

        @Test
        @DisplayName("H7: an endless callback is refused")
        void anEndlessQueryIsMalformed() {
            assertThat(Callback.parse("state=s&code=" + "a".repeat(20_000))).isInstanceOf(Callback.Malformed.class);
        }

        @Test
        void manyMoreParametersAreCut() {
            StringBuilder query = new StringBuilder("state=s&code=c");
            for (int i = 0; i < 1000; i++) {
                query.append("&p").append(i).append("=1");
            }
            assertThat(Callback.parse(query.toString()))
                    .isInstanceOfSatisfying(
                            Callback.Code.class, code -> assertThat(code.more()).hasSizeLessThan(40));
        }

        @Test
        @DisplayName("A9, G6: an error that is no code is not repeated")
        void anErrorThatIsNoCodeIsNotRepeated() {
            assertThat(Callback.parse("error=%0D%0Ax&state=s"))
                    .isInstanceOfSatisfying(Callback.Refused.class, refused -> assertThat(refused.error())
                            .isEqualTo(OAuthError.UNNAMED));
        }

        @Test
        void nothingPrintsTheCode() {
            assertThat(Callback.parse("code=secret-code&state=secret-state").toString())
                    .doesNotContain("secret");
        }

        @ParameterizedTest
        @DisplayName("RFC 9207 §2.4: an issuer that is missing where promised, or another, ends the flow")
        @CsvSource({
            "https://a.example.com, https://a.example.com, true, true",
            "https://a.example.com, https://a.example.com, false, true",
            ", https://a.example.com, true, false",
            ", https://a.example.com, false, true",
            "https://a.example.com/, https://a.example.com, true, false",
            "https://A.example.com, https://a.example.com, true, false",
            "https://b.example.com, https://a.example.com, false, false",
            "https://b.example.com, , false, true",
            "https://b.example.com, , true, false",
            ", , false, true",
        })
        void theIssuer(@Nullable String said, @Nullable String expected, boolean promised, boolean holds) {
            assertThat(IssuerCheck.holds(said, expected, promised)).isEqualTo(holds);
        }
    }

    @Nested
    @DisplayName("RFC 9110 §10.2.3: Retry-After")
    class RetryAfters {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "0|0",
                    "1|1",
                    "120|120",
                    " 120 |120",
                    "1.5|2",
                    "604800|604800",
                    "604801|604800",
                    "999999999999999999|604800",
                    "Thu, 01 Jan 2026 00:00:30 GMT|30",
                    "Thu, 01 Jan 2026 00:00:30 +0000|30",
                    "Fri, 01 Jan 2027 00:00:00 GMT|604800",
                })
        void isBelieved(String value, long seconds) {
            assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "-1",
                    "soon",
                    "1e9",
                    "0x10",
                    "99999999999999999999",
                    "Wed, 31 Dec 2025 23:59:59 GMT",
                    "Thu, 99 Jan 2026 00:00:30 GMT",
                    "1, 2"
                })
        void isNotBelieved(String value) {
            assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Optional.empty());
        }
    }
}
