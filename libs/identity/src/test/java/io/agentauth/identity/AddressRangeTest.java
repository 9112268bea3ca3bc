// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.64/26, 203.0.113.127, true",
        "203.0.113.64/26, 203.0.113.128, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.6, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "2001:db8::1, 2001:0db8:0:0::1, true",
        "::/0, 203.0.113.7, false",
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "203.0.113.0/24, unknown, false",
        "203.0.113.0/24, '', false",
    })
    @DisplayName(
            "RFC 4632 §3.1, RFC 4291 §2.3: an address is in a range if it begins with the range's bits, in whatever form it is written")
    void anAddressIsInARangeIfItBeginsWithItsBits(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(address)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "example.org",
                "localhost",
                "127.1",
                "0x7f.0.0.1",
                "010.0.0.0/8",
                "1.2.3",
                "1.2.3.256",
                "203.0.113.0/33",
                "203.0.113.0/-1",
                "203.0.113.0/024",
                "203.0.113.0/",
                "203.0.113.0/24/24",
                "203.0.113.0 /24",
                "fe80::1%eth0",
                "[2001:db8::1]",
                "2001:db8::/129",
                "2001:db8::/١٢",
                ":::"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeThatDoesNotBeginAtItsFirstAddressIsRefusedRatherThanGuessed() {
        assertThatThrownBy(() -> AddressRange.parse("203.0.113.7/24")).hasMessageContaining("first address");
        assertThatThrownBy(() -> AddressRange.parse("2001:db8::1/64")).hasMessageContaining("first address");
        assertThat(AddressRange.parse("0.0.0.0/0").toString()).isEqualTo("0.0.0.0/0");
    }
}
