// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.oauth.RetryAfter;
import java.util.List;

/** How long a server wants to be left alone. */
final class RetryAfterHeader implements Target {
    @Override
    public List<String> seeds() {
        return List.of(
                "120",
                "0",
                "1.5",
                "Wed, 21 Oct 2026 07:28:00 GMT",
                "Sat, 31 Jan 2026 12:00:01 GMT",
                "999999999999999999",
                "-1",
                " 7 ",
                "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Override
    public void read(byte[] input) {
        RetryAfter.parse(Target.text(input), TokenResponse.NOW)
                .ifPresent(pause -> Target.require(
                        !pause.isNegative() && pause.compareTo(RetryAfter.MAX) <= 0, "a pause of " + pause));
    }
}
