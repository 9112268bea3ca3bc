// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Sensitive;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    @Test
    @DisplayName("RFC 6749 §4.1.2: code and state, and RFC 9207 §2: iss")
    void aCodeArrives() {
        Arrival arrival =
                Arrival.read("code=c%2F1&state=s&iss=https%3A%2F%2Fa.example").orElseThrow();

        assertThat(arrival.code()).isEqualTo(Sensitive.of("c/1"));
        assertThat(arrival.state()).isEqualTo(Sensitive.of("s"));
        assertThat(arrival.issuer()).isEqualTo("https://a.example");
        assertThat(arrival.failure()).isNull();
    }

    @Test
    @DisplayName("RFC 6749 §4.1.2.1: errors are told by words of a closed list")
    void errorsArrive() {
        assertThat(Arrival.read("error=access_denied&state=s").orElseThrow().failure())
                .isEqualTo(Failure.DENIED);
        assertThat(reason("error=invalid_scope&state=s")).isEqualTo("invalid_scope");
        assertThat(reason("error=%3Cscript%3E&state=s")).isEqualTo("provider_error");
    }

    @Test
    @DisplayName("RFC 6749 §3.1: parameters must not come more than once")
    void malformedCallbacksAreFailuresOfTheOneFlowThatTheyName() {
        assertThat(reason("code=c&error=e&state=s")).isEqualTo("callback_malformed");
        assertThat(reason("code=c&code=d&state=s")).isEqualTo("callback_malformed");
        assertThat(reason("code[]=c&state=s")).isEqualTo("callback_malformed");
        assertThat(Arrival.read("code=c&state=s&state=t")).isEmpty();
        assertThat(Arrival.read("code=c")).isEmpty();
        assertThat(Arrival.read("")).isEmpty();
    }

    @Test
    @DisplayName("RFC 5849 §2.2: the temporary token says whose callback it is")
    void callbacksOfTheOlderProtocolArrive() {
        Arrival arrival = Arrival.read("oauth_token=t&oauth_verifier=v").orElseThrow();

        assertThat(arrival.oauth1()).isTrue();
        assertThat(arrival.state()).isEqualTo(Sensitive.of("t"));
        assertThat(arrival.code()).isNotNull();
        assertThat(reason("oauth_token=t")).isEqualTo("access_denied");
        assertThat(reason("oauth_token=t&oauth_verifier=v&oauth_verifier=w")).isEqualTo("callback_malformed");
        assertThat(Arrival.read("code=c&state=s").orElseThrow().oauth1()).isFalse();
        assertThat(Arrival.read("code=c&state=s&oauth_token=t&oauth_verifier=v")
                        .orElseThrow()
                        .oauth1())
                .isFalse();
    }

    private static String reason(String query) {
        Failure failure = Arrival.read(query).orElseThrow().failure();
        return failure == null ? "" : failure.reason();
    }
}
