// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ports on loopback for servers that are started later, and may be killed and started again.
 *
 * <p>A port that the kernel chose, asked for and closed again, is free for the next program that asks, and for every connection that goes out: a
 * server that is started a second later finds it taken now and then, and one that is killed may not get it back. So ports are taken below those
 * that the kernel gives away (32768 and up on Linux, 49152 on macOS), in blocks: whoever listens on a block's first port, which nobody ever
 * connects to, has the others. A process keeps its blocks until it ends, and then they are free again whatever it died of.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int BLOCK = 40;
    private static final int BLOCKS = (END - FIRST) / BLOCK;

    private static final Deque<Integer> LEFT = new ArrayDeque<>();
    private static final List<ServerSocket> GUARDS = new ArrayList<>();

    private Ports() {}

    /** One that is this process's until it ends. */
    public static int free() {
        return free(1).getFirst();
    }

    /** So many different ones that are this process's until it ends. */
    public static synchronized List<Integer> free(int number) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < number) {
            if (LEFT.isEmpty()) {
                takeBlock();
            }
            int port = LEFT.removeFirst();
            // A program that knows nothing of blocks may have it.
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** Whether a server could listen there now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket != null;
        } catch (IOException e) {
            return false;
        }
    }

    static int orFree(int port) {
        return port == 0 ? free() : port;
    }

    /** Processes begin to look at different places. */
    private static void takeBlock() {
        int start = (int) (ProcessHandle.current().pid() % BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = FIRST + (start + i) % BLOCKS * BLOCK;
            ServerSocket guard = listen(first);
            if (guard != null) {
                GUARDS.add(guard);
                for (int port = first + 1; port < first + BLOCK; port++) {
                    LEFT.add(port);
                }
                return;
            }
        }
        throw new IllegalStateException("no free ports between " + FIRST + " and " + END);
    }

    @SuppressWarnings("MustBeClosedChecker") // the caller's to close, or to keep
    private static @Nullable ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
                return socket;
            } catch (IOException e) {
                socket.close();
                return null;
            }
        } catch (IOException e) {
            return null;
        }
    }
}
