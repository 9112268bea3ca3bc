// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Sensitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSignatureTest {
    private static final Sensitive SECRET = Sensitive.of("hush");
    private static final CallbackSignature HMAC = new CallbackSignature("hmac");
    private static final String QUERY =
            "code=0907a61c0c8d55e99db179b68161bc00&hmac=%s&shop=acme.myshopify.com&timestamp=1337178173&state=0.6784241404160823";

    /** Of the other parameters in the order of their names, made by another implementation of RFC 2104. */
    private static final String SIGNATURE = "4be6b540966f72aaa30776993cb3cc7ab5d105e744f337cdc19999bd44c179c1";

    @Test
    void whatTheProviderSignedHolds() {
        assertThat(HMAC.holds(QUERY.formatted(SIGNATURE), SECRET)).isTrue();
        assertThat(HMAC.holds(QUERY.formatted(SIGNATURE), Sensitive.of("another secret")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=0&",
                "more=1&",
                "hmac=4be6b540966f72aaa30776993cb3cc7ab5d105e744f337cdc19999bd44c179c1&",
                "shop=evil.myshopify.com&"
            })
    void whatSomebodyAddedDoesNot(String added) {
        assertThat(HMAC.holds(added + QUERY.formatted(SIGNATURE), SECRET)).isFalse();
    }

    @Test
    void withoutASignatureNothingHolds() {
        assertThat(HMAC.holds(QUERY.formatted(""), SECRET)).isFalse();
        assertThat(HMAC.holds(QUERY.replace("hmac=%s&", ""), SECRET)).isFalse();
        assertThat(HMAC.holds(QUERY.replace("acme", "evil").formatted(SIGNATURE), SECRET))
                .isFalse();
    }
}
