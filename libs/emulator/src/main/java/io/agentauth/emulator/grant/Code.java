// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An authorization code: what was asked, who consented to how much of it, and what it was traded for. */
public final class Code {
    private final String value;
    private final Asked asked;
    private final Person person;
    private final List<String> granted;
    private final Instant expiresAt;
    private final List<Family> gave = new ArrayList<>();
    private boolean used;

    Code(String value, Asked asked, Person person, List<String> granted, Instant expiresAt) {
        this.value = value;
        this.asked = asked;
        this.person = person;
        this.granted = List.copyOf(granted);
        this.expiresAt = expiresAt;
    }

    public String value() {
        return value;
    }

    public Asked asked() {
        return asked;
    }

    public Person person() {
        return person;
    }

    /** Of the scopes asked, those that the person left. */
    public List<String> granted() {
        return granted;
    }

    public boolean isUsed() {
        return used;
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    void use() {
        used = true;
    }

    void gave(Family family) {
        gave.add(family);
    }

    List<Family> gave() {
        return gave;
    }
}
