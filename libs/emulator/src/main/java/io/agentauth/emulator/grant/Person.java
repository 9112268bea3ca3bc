// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import io.agentauth.emulator.wire.Hash;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A person at a provider. Everything follows from the user name, so that the same name is the same person at every start. */
public record Person(String userName) {
    public Person {
        userName = userName.strip();
        if (userName.isEmpty() || userName.length() > 200) {
            throw new IllegalArgumentException("a user name has 1 to 200 characters");
        }
    }

    /** A number of 8 to 10 digits, as GitHub's ids. */
    public long number() {
        return 10_000_000L
                + (ByteBuffer.wrap(Hash.sha256(userName.toLowerCase(Locale.ROOT)))
                                .getLong()
                        >>> 31);
    }

    /** A stable subject. */
    public String subject() {
        return "1" + String.format(Locale.ROOT, "%020d", number());
    }

    /** An id as Slack's: a letter and ten of base 36. */
    public String slackId(char kind) {
        String base36 = Long.toString(number(), 36).toUpperCase(Locale.ROOT);
        return kind + "0".repeat(Math.max(0, 10 - base36.length())) + base36;
    }

    public String login() {
        int at = userName.indexOf('@');
        return (at > 0 ? userName.substring(0, at) : userName).toLowerCase(Locale.ROOT);
    }

    public String email() {
        return userName.indexOf('@') > 0 ? userName : login().replaceAll("[^a-z0-9.]", ".") + "@example.test";
    }

    public String name() {
        String login = login();
        return login.substring(0, 1).toUpperCase(Locale.ROOT) + login.substring(1) + " Example";
    }
}
