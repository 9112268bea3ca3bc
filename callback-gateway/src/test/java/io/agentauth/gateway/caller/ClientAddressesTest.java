// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.identity.AddressRange;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
    private static final String PROXY = "10.0.0.1";

    private final ClientAddresses addresses =
            new ClientAddresses(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("2001:db8::/32")));

    @Test
    void theClientIsTheLastThatIsNoneOfTheTrustedProxies() {
        assertThat(of("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(of("203.0.113.7, 10.1.1.1")).isEqualTo("203.0.113.7");
        assertThat(of("203.0.113.7", "10.1.1.1")).isEqualTo("203.0.113.7");
        assertThat(of("198.51.100.1, 2001:db8::5")).isEqualTo("198.51.100.1");
    }

    @Test
    @DisplayName("H6: whoever writes an address before the proxy's is not believed")
    void whoeverWritesAnAddressBeforeTheProxysIsNotBelieved() {
        assertThat(of("192.0.2.66, 203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(of("192.0.2.66", "203.0.113.7, 10.1.1.1")).isEqualTo("203.0.113.7");
        assertThat(of("10.0.0.9, 203.0.113.7")).isEqualTo("203.0.113.7");
    }

    @Test
    void portsAndBracketsOfAProxyAreNoPartOfTheAddress() {
        assertThat(of("203.0.113.7:51234")).isEqualTo("203.0.113.7");
        assertThat(of("[2001:db9::7]:51234")).isEqualTo("2001:db9::7");
        assertThat(of("2001:db9::7")).isEqualTo("2001:db9::7");
    }

    @Test
    void whatIsNoAddressLeavesTheLastProxy() {
        assertThat(of("unknown")).isEqualTo(PROXY);
        assertThat(of("203.0.113.7, unknown, 10.1.1.1")).isEqualTo("10.1.1.1");
        assertThat(of("")).isEqualTo(PROXY);
        assertThat(of()).isEqualTo(PROXY);
        assertThat(of("10.2.2.2")).isEqualTo("10.2.2.2");
    }

    private String of(String... headers) {
        return addresses.of(PROXY, List.of(headers));
    }
}
