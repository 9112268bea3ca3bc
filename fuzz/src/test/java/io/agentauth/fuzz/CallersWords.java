// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.identity.AddressRange;
import io.agentauth.identity.ApiKeyText;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.vault.Sensitive;
import java.util.List;

/** What callers write by hand: API keys, address ranges, private keys. */
final class CallersWords implements Target {
    @Override
    public List<String> seeds() {
        return List.of(
                "aa_live_0000000000000000000000000000000000000000000000000",
                "203.0.113.0/24",
                "2001:db8::/32",
                "::ffff:203.0.113.7",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQ\"}",
                "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nAA==\\n-----END PRIVATE KEY-----\\n\"}",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----");
    }

    @Override
    public void read(byte[] input) {
        String text = Target.text(input);
        Target.require(
                !ApiKeyText.isWellFormed(text) || text.matches("aa_(live|test)_[0-9A-Za-z]{49}"),
                "a key that cannot be one");
        try {
            AddressRange range = AddressRange.parse(text);
            Target.require(
                    range.toString().equals(text) && range.contains(text.split("/", 2)[0]),
                    "a range without its first address");
        } catch (IllegalArgumentException expected) {
            // No range.
        }
        try {
            WrittenKey.read(Sensitive.of(text));
        } catch (IllegalArgumentException expected) {
            Target.require(String.valueOf(expected.getMessage()).length() < 200, "a key that is none is quoted");
        }
    }
}
