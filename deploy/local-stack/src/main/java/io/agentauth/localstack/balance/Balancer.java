// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.balance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A round-robin balancer of TCP connections on loopback. A replica that refuses a connection is passed over; bytes are never looked at, so
 * nothing is sent twice.
 */
public final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 500;
    private static final int BACKLOG = 1_024;

    private final ServerSocket door;
    private final List<Integer> replicas;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Balancer(ServerSocket door, List<Integer> replicas) {
        this.door = door;
        this.replicas = List.copyOf(replicas);
    }

    /** Listens on 127.0.0.1:{@code port} for the replicas at these ports. */
    public static Balancer start(int port, List<Integer> replicas) {
        try {
            ServerSocket door = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            Balancer balancer = new Balancer(door, replicas);
            Thread.ofPlatform().daemon().name("balancer-" + port).start(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return open.size() / 2;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                open.add(caller);
                Thread.startVirtualThread(() -> join(caller));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void join(Socket caller) {
        Socket replica = connect();
        if (replica == null) {
            end(caller);
            return;
        }
        open.add(replica);
        Thread answers = Thread.startVirtualThread(() -> pump(replica, caller));
        pump(caller, replica);
        try {
            answers.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(caller);
        end(replica);
    }

    private @Nullable Socket connect() {
        int first = Math.floorMod(turn.getAndIncrement(), replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), replicas.get((first + i) % replicas.size())),
                        CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                end(socket);
            }
        }
        return null;
    }

    private void pump(Socket from, Socket to) {
        try {
            to.setTcpNoDelay(true);
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(this::end);
    }
}
