// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
    private static final List<String> LISTED = List.of(
            "https://app.example/done",
            "http://127.0.0.1:*/done?from=cli",
            "http://[::1]:*/done?from=cli",
            "http://127.0.0.1:*",
            "http://127.0.0.1:8080/fixed");

    @ParameterizedTest
    @DisplayName(
            "A15, RFC 8252 §7.3: a native application is returned to on any port of loopback, else character by character")
    @ValueSource(
            strings = {
                "https://app.example/done",
                "http://127.0.0.1:1/done?from=cli",
                "http://127.0.0.1:51004/done?from=cli",
                "http://[::1]:65535/done?from=cli",
                "http://127.0.0.1:51004",
                "http://127.0.0.1:8080/fixed",
            })
    void whatIsListed(String url) {
        assertThat(Loopback.isOn(LISTED, url)).isTrue();
    }

    @ParameterizedTest
    @DisplayName(
            "A15, RFC 8252 §7.3: no other address, host, path, query or scheme is taken for one with any port, nor the listed text itself")
    @ValueSource(
            strings = {
                "http://127.0.0.1:*/done?from=cli",
                "http://127.0.0.1:*",
                "http://127.0.0.1/done?from=cli",
                "http://127.0.0.1:0/done?from=cli",
                "http://127.0.0.1:08/done?from=cli",
                "http://127.0.0.1:65536/done?from=cli",
                "http://127.0.0.1:99999999999/done?from=cli",
                "http://127.0.0.1:51004/done",
                "http://127.0.0.1:51004/done?from=cli&more=1",
                "http://127.0.0.1:51004/done?from=cli#x",
                "http://127.0.0.1:51004/",
                "http://127.0.0.1:51004@evil.example/done?from=cli",
                "http://127.0.0.1.evil.example:51004/done?from=cli",
                "http://evil.example#127.0.0.1:51004/done?from=cli",
                "http://127.0.0.1:51004\\@evil.example/done?from=cli",
                "http://localhost:51004/done?from=cli",
                "http://127.0.0.2:51004/done?from=cli",
                "http://[::2]:51004/done?from=cli",
                "https://127.0.0.1:51004/done?from=cli",
                "HTTP://127.0.0.1:51004/done?from=cli",
                "http://127.0.0.1:51004/fixed",
                "https://app.example:51004/done",
            })
    void whatIsNot(String url) {
        assertThat(Loopback.isOn(LISTED, url)).isFalse();
    }
}
