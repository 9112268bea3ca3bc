// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlaceholderTest {
    private static final List<String> PIECES = List.of(
            "acme",
            "evil.example",
            ".",
            "/",
            "\\",
            "@",
            ":",
            "#",
            "?",
            "%2e",
            "%2F",
            " ",
            "\n",
            "{host}",
            "..",
            "-",
            "_",
            "x",
            "A",
            "é",
            "。");
    private static final int TRIES = 3_000;

    static Stream<Provider> withPlaceholders() {
        return CatalogueTest.providers().stream()
                .filter(provider -> !provider.placeholders().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "label, acme, true",
        "label, acme-2, true",
        "label, Acme, false",
        "label, acme.evil, false",
        "label, -acme, false",
        "label, '', false",
        "segment, 8eaef023-2b34-4da1-9baa-8bc8c9d6a490, true",
        "segment, contoso.onmicrosoft.com, true",
        "segment, .., false",
        "segment, a/b, false",
        "segment, a?b, false",
        "segment, a%2fb, false",
        "host, git.acme.example, true",
        "host, localhost, false",
        "host, 10.0.0.1, false",
        "host, git.acme.example:8443, false",
        "host, user@acme.example, false",
        "host, Git.acme.example, false",
        "later, acme, false",
    })
    @DisplayName("D10: what may stand in an address")
    void whatMayStandInItsPlace(String kind, String value, boolean accepted) {
        Placeholder placeholder = new Placeholder(
                Placeholder.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)), "x", null, null, null, null);
        assertThat(placeholder.accepts(value)).isEqualTo(accepted);
    }

    @Test
    void aHostStaysWithinItsDomains() {
        Placeholder placeholder =
                new Placeholder(Placeholder.Kind.HOST, "x", null, null, null, List.of("my.salesforce.com"));
        assertThat(placeholder.accepts("acme.my.salesforce.com")).isTrue();
        assertThat(placeholder.accepts("my.salesforce.com.evil.example")).isFalse();
        assertThat(placeholder.accepts("evilmy.salesforce.com")).isFalse();
        assertThat(placeholder.accepts("my.salesforce.com")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("withPlaceholders")
    @DisplayName("D10: whatever is accepted, an address stays with the provider")
    void anAddressStaysWithTheProvider(Provider provider) {
        Random random = new Random(provider.id().hashCode());
        for (int i = 0; i < TRIES; i++) {
            String value = value(random);
            Map<String, String> values = new HashMap<>(provider.usualValues());
            provider.placeholders().forEach((name, placeholder) -> {
                if (placeholder.accepts(value)) {
                    values.put(name, value);
                }
            });
            for (UrlTemplate address : addresses(provider)) {
                staysHome(provider, address, address.filledWith(values).uri());
            }
        }
    }

    private static void staysHome(Provider provider, UrlTemplate address, @Nullable URI uri) {
        if (uri == null) {
            return;
        }
        String written = address.value().replaceFirst("^https://", "");
        String host = written.replaceFirst("[/?].*", "");
        assertThat(uri.getScheme()).isEqualTo("https");
        assertThat(uri.getRawUserInfo()).isNull();
        assertThat(uri.getPort()).isEqualTo(-1);
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.normalize().getRawPath()).isEqualTo(uri.getRawPath());
        assertThat(uri.getRawPath().chars().filter(c -> c == '/').count())
                .isEqualTo(written.replaceFirst("[?].*", "")
                        .chars()
                        .filter(c -> c == '/')
                        .count());
        if (!host.matches("\\{.*}")) {
            assertThat(uri.getHost()).endsWith(host.replaceAll(".*}", ""));
            assertThat(uri.getHost().chars().filter(c -> c == '.').count())
                    .as("%s: %s", provider.id(), uri)
                    .isEqualTo(new UrlTemplate(host)
                            .filledWith(provider.usualValues())
                            .value()
                            .chars()
                            .filter(c -> c == '.')
                            .count());
        }
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        int pieces = 1 + random.nextInt(4);
        for (int i = 0; i < pieces; i++) {
            value.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return value.toString();
    }

    private static List<UrlTemplate> addresses(Provider provider) {
        List<UrlTemplate> all = new ArrayList<>();
        all.add(provider.authorization().endpoint());
        all.add(
                provider.authorization().pushed() == null
                        ? null
                        : provider.authorization().pushed().endpoint());
        all.add(provider.token().endpoint());
        all.add(provider.token().refreshEndpoint());
        for (AccessExchange exchange :
                Arrays.asList(provider.token().longer(), provider.token().itself())) {
            all.add(exchange == null ? null : exchange.endpoint());
        }
        all.add(provider.revocation() == null ? null : provider.revocation().endpoint());
        all.add(provider.identity() == null ? null : provider.identity().endpoint());
        all.add(provider.api() == null ? null : provider.api().baseUrl());
        return all.stream().filter(Objects::nonNull).toList();
    }
}
