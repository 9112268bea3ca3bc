// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.oauth.OAuth1Signer.Stamp;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuth1Test {
    /** RFC 5849 §3.4.1.1. */
    private static final String BASE =
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c"
                    + "%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_ti"
                    + "mestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";

    private static OAuth1Signer printer(@Nullable String token, @Nullable String secret) {
        OAuth1Signer client =
                new OAuth1Signer("dpf43f3p2l4k3l03", Sensitive.of("kd94hf93k423kf44"), null, SignatureMethod.HMAC_SHA1);
        return token == null || secret == null
                ? client
                : client.with(new OAuth1Token(Sensitive.of(token), Sensitive.of(secret)));
    }

    private static HttpRequest request(String method, String uri, @Nullable String form) {
        return new HttpRequest(
                method,
                URI.create(uri),
                Map.of(),
                null,
                form == null ? null : BodyFormat.FORM.contentType(),
                form == null ? null : Sensitive.of(form));
    }

    private static String header(HttpRequest signed) {
        return Objects.requireNonNull(signed.authorization()).reveal(Reveal.TO_VERIFY);
    }

    private static String said(HttpRequest signed, String name) {
        Matcher found = Pattern.compile("[ ,]" + name + "=\"([^\"]*)\"").matcher(header(signed));
        assertThat(found.find()).as("%s in %s", name, header(signed)).isTrue();
        return found.group(1);
    }

    @Nested
    class Signatures {
        @Test
        @DisplayName("RFC 5849 §1.2: the signatures of the example's three requests")
        void theExample() {
            HttpRequest initiate = printer(null, null)
                    .sign(
                            request("POST", "https://photos.example.net/initiate", null),
                            Map.of("oauth_callback", "http://printer.example.com/ready"),
                            new Stamp("wIjqoS", 137131200));
            HttpRequest token = printer("hh5s93j4hdidpola", "hdhd0244k9j7ao03")
                    .sign(
                            request("POST", "https://photos.example.net/token", null),
                            Map.of("oauth_verifier", "hfdp7dh39dks9884"),
                            new Stamp("walatlh", 137131201));
            HttpRequest photo = printer("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
                    .sign(
                            request("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", null),
                            Map.of(),
                            new Stamp("chapoH", 137131202));

            assertThat(said(initiate, "oauth_callback")).isEqualTo("http%3A%2F%2Fprinter.example.com%2Fready");
            assertThat(said(initiate, "oauth_signature")).isEqualTo("74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D");
            assertThat(said(token, "oauth_signature")).isEqualTo("gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D");
            assertThat(said(photo, "oauth_signature")).isEqualTo("MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D");
        }

        @Test
        @DisplayName(
                "RFC 5849 §3.4.1.1: the text of the example's request, whose parameters are in header, query and form")
        void theText() {
            List<OAuth1Signature.Parameter> parameters = new ArrayList<>();
            parameters.addAll(OAuth1Signature.parameters("b5=%3D%253D&a3=a&c%40=&a2=r%20b"));
            parameters.addAll(OAuth1Signature.parameters("c2&a3=2+q"));
            Map.of(
                            "oauth_consumer_key", "9djdj82h48djs9d2",
                            "oauth_token", "kkk9d7dh3k39sjv7",
                            "oauth_signature_method", "HMAC-SHA1",
                            "oauth_timestamp", "137131201",
                            "oauth_nonce", "7d8f3e4a")
                    .forEach((name, value) -> parameters.add(new OAuth1Signature.Parameter(name, value)));

            assertThat(OAuth1Signature.base(
                            "post",
                            URI.create("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"),
                            parameters))
                    .isEqualTo(BASE);
        }

        @Test
        @DisplayName("RFC 5849 §3.4.1.3.1: a signed request's form and query are in the text, and its JSON is not")
        void whatIsSigned() {
            OAuth1Signer signer = new OAuth1Signer(
                            "9djdj82h48djs9d2", Sensitive.of("j49sk3j29djd"), null, SignatureMethod.HMAC_SHA1)
                    .with(new OAuth1Token(Sensitive.of("kkk9d7dh3k39sjv7"), Sensitive.of("dh893hdasih9")));
            Stamp stamp = new Stamp("7d8f3e4a", 137131201);
            String uri = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";

            // By RFC erratum 2550: what the RFC itself prints is not the signature of its text.
            assertThat(said(signer.sign(request("POST", uri, "c2&a3=2+q"), Map.of(), stamp), "oauth_signature"))
                    .isEqualTo(OAuth1Signature.encode("r6/TJjbCOr97/+UU0NsvSne7s5g="));
            HttpRequest json = new HttpRequest(
                    "POST", URI.create(uri), Map.of(), null, BodyFormat.JSON.contentType(), Sensitive.of("{}"));
            assertThat(said(signer.sign(json, Map.of(), stamp), "oauth_signature"))
                    .isEqualTo(said(signer.sign(request("POST", uri, null), Map.of(), stamp), "oauth_signature"));
        }

        @ParameterizedTest
        @CsvSource({
            "HMAC-SHA1, wsdNmjGB7lvis0UJuPAmjvX/PXw=",
            "HMAC-SHA256, wdfdHUKXHbOnOGZP8WFAWMSAmWzN3EVBWWgXGlC/Eo4=",
        })
        @DisplayName("RFC 5849 §3.4.2: signatures of the example's text that others published, made by openssl")
        void published(String method, String signature) {
            assertThat(OAuth1Signature.sign(
                            SignatureMethod.of(method),
                            BASE,
                            "ECrDNoq1VYzzzzzzzzzyAK7TwZNtPnkqatqZZZZ",
                            "just-a-string    asdasd"))
                    .isEqualTo(signature);
        }

        @Test
        @DisplayName(
                "RFC 5849 §3.4: a post of Twitter's documents, with a form that has a comma, a plus and an exclamation mark")
        void twitters() {
            OAuth1Signer signer = new OAuth1Signer(
                            "xvz1evFS4wEEPTGEFPHBog",
                            Sensitive.of("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
                            null,
                            SignatureMethod.HMAC_SHA1)
                    .with(new OAuth1Token(
                            Sensitive.of("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
                            Sensitive.of("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")));
            HttpRequest signed = signer.sign(
                    request(
                            "POST",
                            "https://api.twitter.com/1/statuses/update.json?include_entities=true",
                            "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21"),
                    Map.of("oauth_version", "1.0"),
                    new Stamp("kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", 1318622958));

            assertThat(said(signed, "oauth_signature"))
                    .isEqualTo(OAuth1Signature.encode("tnnArxj06cWHq44gCs1OSKk/jLY="));
        }

        @ParameterizedTest
        @CsvSource({
            "http://example.com/r%20v/X?id=123, http://example.com/r%20v/X",
            "https://www.example.net:8080/?q=1, https://www.example.net:8080/",
            "https://EXAMPLE.com:443, https://example.com/",
            "https://example.com:80/a, https://example.com:80/a",
        })
        @DisplayName("RFC 5849 §3.4.1.2: the address in lower case, without the usual port and without the query")
        void address(String uri, String address) {
            assertThat(OAuth1Signature.base("GET", URI.create(uri), List.of()))
                    .isEqualTo("GET&" + OAuth1Signature.encode(address) + "&");
        }

        @Test
        @DisplayName("RFC 5849 §3.6: all but letters, digits and four marks is encoded, octet by octet")
        void encoding() {
            assertThat(OAuth1Signature.encode("aZ09-._~")).isEqualTo("aZ09-._~");
            assertThat(OAuth1Signature.encode(" +*!'()/%ö☃")).isEqualTo("%20%2B%2A%21%27%28%29%2F%25%C3%B6%E2%98%83");
        }

        @Test
        @DisplayName("RFC 5849 §3.3: a nonce of 128 random bits, another each time, and a timestamp of now")
        void stamps() {
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Stamp stamp = Stamp.fresh();
                assertThat(stamp.nonce()).matches("[A-Za-z0-9_-]{22}");
                assertThat(seen.add(stamp.nonce())).isTrue();
                assertThat(Instant.ofEpochSecond(stamp.timestamp()))
                        .isBetween(Instant.now().minusSeconds(60), Instant.now());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"PLAINTEXT", "RSA-SHA1", "hmac-sha1", ""})
        @DisplayName("RFC 5849 §3.4.4, §4.11: secrets are never sent in place of a signature")
        void neverPlain(String method) {
            assertThatThrownBy(() -> SignatureMethod.of(method)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Messages {
        @Test
        @DisplayName("RFC 5849 §2.1, §2.3: what is asked is in the header, and no secret is")
        void requests() {
            URI endpoint = URI.create("https://trello.com/1/OAuthGetRequestToken");
            HttpRequest first = OAuth1Request.forTemporaryCredentials(
                    endpoint, printer(null, null), URI.create("https://auth.example.com/oauth/callback/abc"));
            HttpRequest second =
                    OAuth1Request.forToken(endpoint, printer("tmp", "tmp-secret"), Sensitive.of("ver/ifier"));

            assertThat(first.method()).isEqualTo("POST");
            assertThat(said(first, "oauth_callback"))
                    .isEqualTo("https%3A%2F%2Fauth.example.com%2Foauth%2Fcallback%2Fabc");
            assertThat(header(first)).doesNotContain("oauth_token");
            assertThat(said(second, "oauth_token")).isEqualTo("tmp");
            assertThat(said(second, "oauth_verifier")).isEqualTo("ver%2Fifier");
            assertThat(header(first) + header(second)).doesNotContain("kd94hf93k423kf44", "tmp-secret");
        }

        @Test
        @DisplayName("RFC 5849 §2.2: the browser takes the temporary token along, and no secret")
        void authorization() {
            URI url = OAuth1Request.authorization(
                    URI.create("https://trello.com/1/OAuthAuthorizeToken"),
                    new OAuth1Token(Sensitive.of("t/1"), Sensitive.of("s3cret")),
                    Map.of("scope", "read,write", "name", ""));

            assertThat(url)
                    .hasToString("https://trello.com/1/OAuthAuthorizeToken?scope=read%2Cwrite&oauth_token=t%2F1");
        }

        private static OAuth1Answer answer(int status, String body) {
            return OAuth1Answer.read(
                    new HttpAnswer(
                            status,
                            Map.of("content-type", "text/plain"),
                            Sensitive.of(body.getBytes(StandardCharsets.UTF_8)),
                            Instant.EPOCH),
                    TooManyCalls.STANDARD);
        }

        @Test
        @DisplayName("RFC 5849 §2.1: temporary credentials, whatever their content type says")
        void issued() {
            assertThat(answer(200, "oauth_token=a%2Fb&oauth_token_secret=c&oauth_callback_confirmed=true"))
                    .isEqualTo(new OAuth1Answer.Issued(new OAuth1Token(Sensitive.of("a/b"), Sensitive.of("c")), true));
            assertThat(answer(200, "oauth_token=a&oauth_token_secret=c"))
                    .isEqualTo(new OAuth1Answer.Issued(new OAuth1Token(Sensitive.of("a"), Sensitive.of("c")), false));
        }

        @Test
        @DisplayName("Q22, RFC 5849 §3.2: a refusal in plain text is a refusal, and what is no answer at all is not")
        void refused() {
            assertThat(answer(401, "invalid key")).isEqualTo(new OAuth1Answer.Refused("status_401"));
            assertThat(answer(401, "oauth_problem=nonce_used")).isEqualTo(new OAuth1Answer.Refused("nonce_used"));
            assertThat(answer(401, "oauth_token=a&oauth_token_secret=c")).isInstanceOf(OAuth1Answer.Refused.class);
            assertThat(answer(503, "sorry")).isEqualTo(new OAuth1Answer.Ambiguous(null, "status_503"));
            assertThat(answer(200, "<html>Sign in</html>")).isInstanceOf(OAuth1Answer.Ambiguous.class);
            assertThat(answer(200, "oauth_token=a")).isInstanceOf(OAuth1Answer.Ambiguous.class);
            assertThat(answer(429, "slow")).isEqualTo(new OAuth1Answer.Limited(null));
            assertThat(OAuth1Answer.read(
                            new HttpAnswer(429, Map.of("Retry-After", "7"), Sensitive.of(""), Instant.EPOCH),
                            TooManyCalls.STANDARD))
                    .isEqualTo(new OAuth1Answer.Limited(Duration.ofSeconds(7)));
        }
    }

    @Nested
    class Callbacks {
        private static OAuth1Callback parsed(String query) {
            return OAuth1Callback.parse(query).orElseThrow();
        }

        @Test
        @DisplayName("RFC 5849 §2.2: token and verifier, decoded, and kept in one piece")
        void verified() {
            OAuth1Callback.Verified back = new OAuth1Callback.Verified(Sensitive.of("a+b"), Sensitive.of("c/d"));

            assertThat(parsed("oauth_verifier=c%2Fd&oauth_token=a%2Bb&more=1")).isEqualTo(back);
            assertThat(OAuth1Callback.Verified.from(back.toSensitive())).isEqualTo(back);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "oauth_token=a",
                    "oauth_token=a&error=access_denied",
                    "denied=a",
                    "oauth_token=a&oauth_verifier="
                })
        @DisplayName("RFC 5849 §2.2: whoever comes back without a verifier has not agreed")
        void refused(String query) {
            assertThat(parsed(query)).isEqualTo(new OAuth1Callback.Refused(Sensitive.of("a")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"oauth_token=a&oauth_verifier=b&oauth_verifier=c", "denied=a&oauth_verifier=b"})
        void twoThingsAtOnceAreNothing(String query) {
            assertThat(parsed(query)).isEqualTo(new OAuth1Callback.Malformed(Sensitive.of("a")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "oauth_token=",
                    "oauth_token=a&oauth_token=b&oauth_verifier=c",
                    "oauth_token=a&denied=b",
                    "state=s&oauth_token=a&oauth_verifier=c",
                    "code=c&state=s",
                    "oauth_token=%zz"
                })
        @DisplayName("RFC 5849 §2.2: what does not name exactly one flow of OAuth 1.0a is none of its callbacks")
        void others(String query) {
            assertThat(OAuth1Callback.parse(query)).isEmpty();
        }
    }

    @Nested
    class Grants {
        private final OAuth1Token token = new OAuth1Token(Sensitive.of("tok/en"), Sensitive.of("hid\"den"));

        @Test
        void comesOutOfTheVaultAsItWentIn() {
            OAuth1Grant grant = OAuth1Grant.of(
                    printer(null, null), token, "OAuth oauth_consumer_key=\"{consumer_key}\", oauth_token=\"{token}\"");

            assertThat(OAuth1Grant.from(grant.toSensitive())).isEqualTo(grant);
            assertThat(Objects.requireNonNull(grant.header()).reveal(Reveal.TO_VERIFY))
                    .isEqualTo("OAuth oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"tok%2Fen\"");
            assertThat(OAuth1Grant.from(OAuth1Grant.of(printer(null, null), token, null)
                                    .toSensitive())
                            .header())
                    .isNull();
        }

        @Test
        @DisplayName("it signs as the client that it was given to, and prints no secret")
        void signs() {
            OAuth1Grant grant = OAuth1Grant.of(printer(null, null), token, null);

            assertThat(grant.signer(Sensitive.of("kd94hf93k423kf44"))).isEqualTo(printer("tok/en", "hid\"den"));
            assertThat(grant.toString()).doesNotContain("tok/en", "hid", "kd94hf93k423kf44");
            assertThat(grant.fields()).containsOnlyKeys("consumer_key", "token", "token_secret", "signature_method");
        }
    }
}
