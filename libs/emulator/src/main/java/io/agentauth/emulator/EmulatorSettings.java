// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import io.agentauth.emulator.switches.Switches;

/**
 * How to start an emulator.
 *
 * @param host address to listen on
 * @param port 0 picks a free one
 * @param publicUrl how clients and browsers reach it; empty for {@code http://localhost:{port}}
 * @param clientSecret of every client that is not registered; not a secret, as nothing behind it is real
 * @param open whether clients that are not registered are taken
 * @param presentationsKept how many presentations the truth log remembers one by one; the counts know all
 * @param seed decides whom faults with a share hit
 * @param switches of all providers from the start
 */
public record EmulatorSettings(
        String host,
        int port,
        String publicUrl,
        String clientSecret,
        boolean open,
        int presentationsKept,
        long seed,
        Switches switches) {

    /** The secret of clients that nobody registered. */
    public static final String CLIENT_SECRET = "emulator-client-secret";

    /** On a port of loopback, everything else as usual. */
    public static EmulatorSettings onPort(int port) {
        return new EmulatorSettings("127.0.0.1", port, "", CLIENT_SECRET, true, 100_000, 1, Switches.NONE);
    }

    public EmulatorSettings withSwitches(Switches other) {
        return new EmulatorSettings(host, port, publicUrl, clientSecret, open, presentationsKept, seed, other);
    }
}
