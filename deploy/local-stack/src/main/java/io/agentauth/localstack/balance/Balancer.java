// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.balance;

import io.agentauth.localstack.process.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A round-robin balancer of TCP connections on loopback. A replica that says it is not ready gets no new connection, as behind a Service of
 * Kubernetes; those that it has stay until one side ends them. One that refuses a connection is passed over; bytes are never looked at, so
 * nothing is sent twice.
 */
public final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 500;
    private static final int BACKLOG = 1_024;
    private static final int LOOK_EVERY_MILLIS = 200;

    /** One of those behind the door: where it serves on loopback, and how to tell that it wants to. */
    public record Replica(int port, Readiness readiness) {}

    private final ServerSocket door;
    private final List<Replica> replicas;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("balancer-looks").factory());
    private volatile List<Replica> ready;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Balancer(ServerSocket door, List<Replica> replicas) {
        this.door = door;
        this.replicas = List.copyOf(replicas);
        this.ready = this.replicas;
    }

    /** Listens on 127.0.0.1:{@code port} for these replicas, and looks after them five times a second. */
    public static Balancer start(int port, List<Replica> replicas) {
        try {
            ServerSocket door = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            Balancer balancer = new Balancer(door, replicas);
            Thread.ofPlatform().daemon().name("balancer-" + port).start(balancer::accept);
            var _ = balancer.looks.scheduleWithFixedDelay(
                    balancer::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return open.size() / 2;
    }

    /** Who gets new connections. */
    public List<Integer> ready() {
        return ready.stream().map(Replica::port).toList();
    }

    private void look() {
        ready = replicas.stream()
                .filter(replica -> replica.readiness().isReady())
                .toList();
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

    /** To one that is ready; where nobody says so, to whoever takes it. */
    private @Nullable Socket connect() {
        List<Replica> preferred = ready;
        int first = turn.getAndIncrement();
        Socket socket = connect(preferred, first);
        return socket != null
                ? socket
                : connect(
                        replicas.stream()
                                .filter(replica -> !preferred.contains(replica))
                                .toList(),
                        first);
    }

    private @Nullable Socket connect(List<Replica> among, int first) {
        for (int i = 0; i < among.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                int port = among.get(Math.floorMod(first + i, among.size())).port();
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
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
        looks.shutdownNow();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(this::end);
    }
}
