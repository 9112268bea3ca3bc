// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.upstream.UpstreamAnswer.NotSent;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("D1, D2, D7: what is not plainly public is not called, however it is written")
class GuardTest {
    private final UrlGuard guard = new UrlGuard(Set.of(443), Set.of());

    static List<String> lines(String file, String kind) throws Exception {
        try (InputStream in = GuardTest.class.getResourceAsStream("/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(kind + " "))
                    .map(line -> line.substring(kind.length() + 1))
                    .toList();
        }
    }

    static List<String> refusedAddresses() throws Exception {
        return lines("refused.txt", "address");
    }

    static List<String> refusedUrls() throws Exception {
        return lines("refused.txt", "url");
    }

    static List<String> refusedNames() throws Exception {
        return lines("refused.txt", "name");
    }

    static List<String> allowedAddresses() throws Exception {
        return lines("allowed.txt", "address");
    }

    static List<String> allowedUrls() throws Exception {
        return lines("allowed.txt", "url");
    }

    @Test
    void theCorpusHasAtLeastTwoHundredCases() throws Exception {
        assertThat(refusedAddresses().size()
                        + refusedUrls().size()
                        + refusedNames().size())
                .isGreaterThanOrEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("refusedAddresses")
    void anAddressThatIsSetAsideIsNotPublic(String line) {
        assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(line.split(" ", 2)[0])))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("allowedAddresses")
    void anAddressNextToThoseSetAsideIsPublic(String line) {
        assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(line))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("refusedUrls")
    void aUrlInAnyOtherFormIsRefused(String line) {
        String url = line.substring(0, line.lastIndexOf(' '));
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException _) {
            return; // No URL at all: nobody could ask for it.
        }
        assertThatThrownBy(() -> guard.check(uri)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @MethodSource("allowedUrls")
    void aPlainPublicUrlIsAllowed(String url) {
        assertThat(guard.check(URI.create(url)).anyAddress()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("refusedNames")
    void aNameThatLeadsInsideIsRefused(String line) {
        String[] parts = line.split(" ", -1);
        try (Door door = new Door()) {
            door.name(parts[0], parts[1].replace(',', ' '));
            assertThat(door.post(URI.create("https://" + parts[0] + "/token")))
                    .isEqualTo(new NotSent(Trouble.REFUSED, "the name leads to an address that is not public"));
        }
    }

    @Test
    void whatIsSentIsWhatWasChecked() {
        Predicate<String> unchanged = url -> {
            URI uri = URI.create(url);
            return url.equals(
                    "https://" + guard.check(uri).host() + guard.check(uri).requestUri());
        };
        assertThat(List.of(
                        "https://example.com/a%2Fb/%2e%2e/c?d=%20&e",
                        "https://example.com//evil.com/x", "https://example.com/;a=b?c=d/../e"))
                .allMatch(unchanged);
    }
}
