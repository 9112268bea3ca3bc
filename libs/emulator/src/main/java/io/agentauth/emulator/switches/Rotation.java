// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

/** What a refresh does to the refresh token. */
public enum Rotation {
    /** It stays; the answer has none. */
    NONE,
    /** A new one comes and the old one dies at once; showing the old one again harms nothing else. */
    ALWAYS,
    /** A new one comes; showing the old one again ends the whole family (RFC 9700 §4.14.2). */
    REUSE_KILLS_FAMILY,
    /** A new one comes; the old one still works within the grace time. */
    GRACE,
    /** A new one comes, and the old one stays valid as well. */
    OLD_STAYS
}
