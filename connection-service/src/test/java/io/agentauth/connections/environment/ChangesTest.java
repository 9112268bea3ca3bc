// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.problems.ProblemException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTest {
    private static final List<String> NATIVE = List.of("http://127.0.0.1:*/done?x=1", "http://[::1]:*");

    private static Changes returning(Kind kind, List<String> urls) {
        return new Changes("x", null, kind, urls, null, null);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "A15, RFC 8252 §7.3: a native application is returned to on any port of its own machine, in production too")
    void aNativeApplicationListensOnAnyPort(Kind kind) {
        assertThat(returning(kind, NATIVE).create().returnUrls()).isEqualTo(NATIVE);
    }

    @Test
    void itIsKeptWhereAnEnvironmentBecomesOneOfProduction() {
        Settings before = returning(Kind.DEVELOPMENT, NATIVE).create();

        assertThat(new Changes(null, null, Kind.PRODUCTION, null, null, null)
                        .apply(before)
                        .returnUrls())
                .isEqualTo(NATIVE);
    }

    @ParameterizedTest
    @DisplayName("A15, RFC 8252 §7.3: no name, no other address and nothing behind a port stands for any port")
    @ValueSource(
            strings = {
                "http://localhost:*/done",
                "http://127.0.0.1:*@evil.example/done",
                "http://127.0.0.1:*/done#there",
                "http://127.0.0.1:*1/done",
                "http://10.0.0.1:*/done",
                "https://shop.example:*/done",
                "https://127.0.0.1:*/done",
            })
    void nothingElseStandsForAnyPort(String url) {
        for (Kind kind : Kind.values()) {
            Changes wanted = returning(kind, List.of(url));
            assertThatThrownBy(wanted::create)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("return_urls[0]");
        }
    }

    @Test
    void nobodyIsVerifiedThere() {
        Changes wanted = new Changes("x", null, Kind.PRODUCTION, null, NATIVE, null);

        assertThatThrownBy(wanted::create).isInstanceOf(ProblemException.class).hasMessageContaining("verify_urls[0]");
    }
}
