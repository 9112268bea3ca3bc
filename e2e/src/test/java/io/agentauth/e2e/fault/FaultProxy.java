// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy on loopback between a service and a server, with a switch: up, down (refuses and cuts), or silent (takes bytes and passes none). */
public final class FaultProxy implements AutoCloseable {
    private enum State {
        UP,
        DOWN,
        SILENT
    }

    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cut = new AtomicInteger();
    private final int port;
    private volatile State state = State.UP;
    private volatile ServerSocket listening;

    /** In front of {@code targetPort} on loopback. */
    public FaultProxy(int targetPort) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        port = listening.getLocalPort();
        accept(listening);
    }

    /** Where to connect to. */
    public int port() {
        return port;
    }

    /** Connections that were cut so far: the proof that it did something. */
    public int cut() {
        return cut.get();
    }

    /** Refuses new connections and cuts all that are open. */
    public void down() {
        state = State.DOWN;
        open.forEach(this::reset);
    }

    /** Connections stay open and take bytes, but nothing passes. */
    public void silent() {
        state = State.SILENT;
    }

    /** As if nothing had been. Connections that were silent are cut, since bytes of theirs are lost. */
    public void up() {
        if (state == State.SILENT) {
            open.forEach(this::reset);
        }
        state = State.UP;
    }

    @Override
    public void close() throws IOException {
        state = State.DOWN;
        listening.close();
        open.forEach(this::reset);
    }

    private void accept(ServerSocket server) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    serve(server.accept());
                } catch (IOException e) {
                    // Closed: the loop ends.
                }
            }
        });
    }

    private void serve(Socket client) throws IOException {
        if (state == State.DOWN) {
            reset(client);
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(target, 2_000);
        } catch (IOException e) {
            reset(client);
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        pump(client, server);
        pump(server, client);
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            byte[] bytes = new byte[16_384];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (state == State.UP) {
                        out.write(bytes, 0, n);
                    }
                }
                to.shutdownOutput();
            } catch (IOException e) {
                reset(to);
            } finally {
                open.remove(from);
            }
        });
    }

    /** With a linger of 0 the peer sees a reset, as when a host dies. */
    private void reset(Socket socket) {
        try {
            if (!socket.isClosed()) {
                cut.incrementAndGet();
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            // It is closed: that is what was wanted.
        } finally {
            open.remove(socket);
        }
    }
}
