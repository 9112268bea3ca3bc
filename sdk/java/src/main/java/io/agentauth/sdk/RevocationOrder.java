// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;

/** Which accounts to revoke: {@link #all()}, or {@link #some()} with what must hold, all of it. */
public final class RevocationOrder extends Fields<RevocationOrder> {
    private RevocationOrder() {}

    /** Every account of the environment. */
    public static RevocationOrder all() {
        return new RevocationOrder().set("all", true);
    }

    /** Those that what is set is true of. */
    public static RevocationOrder some() {
        return new RevocationOrder();
    }

    /** Of that connection. */
    public RevocationOrder connectionId(String connectionId) {
        return set("connection_id", connectionId);
    }

    /** Whose tokens that key has read. */
    public RevocationOrder readBy(String keyId) {
        return set("read_by", keyId);
    }

    /** Whose tokens were read then or later. */
    public RevocationOrder readFrom(Instant from) {
        return set("read_from", from);
    }

    /** Whose tokens were read before. */
    public RevocationOrder readTo(Instant to) {
        return set("read_to", to);
    }
}
