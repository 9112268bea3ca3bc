// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.HttpRequest;
import io.agentauth.providers.StaticCredentials.Flaw;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticCredentialsTest {
    private static StaticCredentials of(String provider) {
        return CatalogueTest.provider(provider).staticCredentials();
    }

    private static Map<String, Sensitive> entered(String... pairs) {
        Map<String, Sensitive> entered = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            entered.put(pairs[i], Sensitive.of(pairs[i + 1]));
        }
        return entered;
    }

    private static Map<String, String> plain(Map<String, Sensitive> secrets) {
        return secrets.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .reveal(Reveal.TO_VERIFY)));
    }

    private static HttpRequest probe(String provider, Map<String, Sensitive> entered) {
        return Objects.requireNonNull(CatalogueTest.provider(provider).identity())
                .request(of(provider).shape(entered));
    }

    @Test
    void aKeyGoesIntoItsHeader() {
        HttpRequest request = probe("elevenlabs", entered("api_key", "k-1"));

        assertThat(plain(request.secretHeaders())).isEqualTo(Map.of("xi-api-key", "k-1"));
        assertThat(request.uri()).hasToString("https://api.elevenlabs.io/v1/user");
        assertThat(request.authorization()).isNull();
        assertThat(request.toString()).doesNotContain("k-1");
    }

    @Test
    @DisplayName("RFC 7617 §2: user and password, joined by a colon, in base64 of UTF-8")
    void aPairGoesIntoBasic() {
        StaticShape shape = of("twilio").shape(entered("key_sid", "Aladdin", "secret", "open sésame"));

        assertThat(plain(shape.headers())).isEqualTo(Map.of("Authorization", "Basic QWxhZGRpbjpvcGVuIHPDqXNhbWU="));
        assertThat(shape.query()).isEmpty();
        assertThat(shape.toString()).doesNotContain("QWxh");
    }

    @Test
    void fieldsGoIntoHeaderQueryAndBody() {
        HttpRequest request =
                probe("emulator-custom", entered("workspace", "acme", "key", "a&b=c {pin}", "pin", "12345"));

        assertThat(plain(request.secretHeaders())).isEqualTo(Map.of("X-Workspace", "acme"));
        assertThat(request.uri()).hasToString("https://keys.emulator.test/custom/me?key=a%26b%3Dc+%7Bpin%7D");
        assertThat(Objects.requireNonNull(request.body()).reveal(Reveal.TO_VERIFY))
                .isEqualTo("{\"ask\":\"me\",\"pin\":\"12345\"}");
    }

    @Test
    void whereNothingIsEnteredNothingIsSent() {
        HttpRequest request = probe("emulator-none", Map.of());

        assertThat(request.secretHeaders()).isEmpty();
        assertThat(request.headers()).isEqualTo(Map.of("Accept", "application/json"));
        assertThat(of("emulator-none").flaws(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "emulator-key, api_key, key-abc1, -",
                "emulator-key, api_key, ' ', MISSING",
                "emulator-key, api_key, xkey-abc1, ANOTHER_FORM",
                "emulator-key, api_key, key-abc1x!, ANOTHER_FORM",
                "openai, api_key, sk-1, -",
                "openai, api_key, sk-é, UNSENDABLE",
                "twilio, key_sid, a:b, UNSENDABLE",
                "twilio, secret, a:b é, -",
            })
    void aFieldIsCheckedBeforeItIsSent(String provider, String field, String text, Flaw flaw) {
        assertThat(of(provider).flaws(entered(field, text)).get(field)).isEqualTo(flaw);
    }

    @Test
    void everyFieldIsNamedThatIsWrong() {
        assertThat(of("twilio").flaws(entered("secret", "x\r\ny", "other", "z")))
                .isEqualTo(Map.of("key_sid", Flaw.MISSING, "secret", Flaw.UNSENDABLE, "other", Flaw.UNKNOWN));
        assertThat(of("openai").flaws(entered("api_key", "k".repeat(4097))))
                .isEqualTo(Map.of("api_key", Flaw.TOO_LONG));
    }
}
