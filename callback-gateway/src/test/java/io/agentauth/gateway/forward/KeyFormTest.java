// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.ids.ApiKeyId;
import io.agentauth.problems.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFormTest {
    private final KeyForm keys = new KeyForm();

    @Test
    @DisplayName("RFC 7519 §4.1.2: every token of one key counts as the same caller's, and another key's does not")
    void everyTokenOfOneKeyCountsAsTheSameCallers() {
        ApiKeyId key = ApiKeyId.next();

        String subject = keys.subjectOf(jwt("{\"sub\":\"" + key + "\",\"exp\":1}", "s1"), "::1");

        assertThat(keys.subjectOf(jwt("{\"exp\":2,\"sub\":\"" + key + "\"}", "s2"), "::1"))
                .isEqualTo(subject);
        assertThat(keys.subjectOf(jwt("{\"sub\":\"" + ApiKeyId.next() + "\"}", "s1"), "::1"))
                .isNotEqualTo(subject);
    }

    @Test
    void whoeverWritesAnothersSubjectIntoATokenSpendsNothingOfTheirs() {
        String jwt = jwt("{\"sub\":\"" + ApiKeyId.next() + "\"}", "s");

        assertThat(keys.subjectOf(jwt, "192.0.2.1")).isNotEqualTo(keys.subjectOf(jwt, "192.0.2.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"sub\":7}", "{\"sub\":\"acct_1\"}", "[]", "nothing", "{\"sub\":{}}"})
    void whatNamesNoCallerIsRefusedAtOnce(String claims) {
        assertThatThrownBy(() -> keys.subjectOf(jwt(claims, "s"), "::1")).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eyJ.", "eyJ.a.b.c", "eyJ.%%.x", "eyJ..x"})
    void whatIsNoJwtIsRefusedAtOnce(String text) {
        assertThatThrownBy(() -> keys.subjectOf(text, "::1")).isInstanceOf(ProblemException.class);
    }

    @Test
    void claimsBeyondAnyOfOursAreNotRead() {
        String claims = "{\"sub\":\"" + ApiKeyId.next() + "\",\"x\":\"" + "y".repeat(2_048) + "\"}";

        assertThatThrownBy(() -> keys.subjectOf(jwt(claims, "s"), "::1")).isInstanceOf(ProblemException.class);
    }

    private static String jwt(String claims, String signature) {
        return "eyJhbGciOiJSUzI1NiJ9."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + signature;
    }
}
