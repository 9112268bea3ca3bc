// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of native applications, which listen on whatever port is free: {@code http://127.0.0.1:*} on a list stands for any port, and for
 * nothing else. The rest of an address is compared character by character.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8252#section-7.3">RFC 8252 §7.3</a>
 */
final class Loopback {
    private static final Pattern ON_A_PORT =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1])):([1-9]\\d{0,4})((?:[/?].*)?)");
    private static final String ANY = ":*";
    private static final int PORT_MAX = 65_535;

    private Loopback() {}

    /** Whether {@code url} is one of {@code listed}, or one of them on a port. */
    static boolean isOn(List<String> listed, String url) {
        Matcher found = ON_A_PORT.matcher(url);
        if (found.matches() && Integer.parseInt(found.group(2)) <= PORT_MAX) {
            return listed.contains(url) || listed.contains(found.group(1) + ANY + found.group(3));
        }
        // What stands for any port is nowhere to go.
        return listed.contains(url) && !url.contains("://127.0.0.1" + ANY) && !url.contains("://[::1]" + ANY);
    }
}
