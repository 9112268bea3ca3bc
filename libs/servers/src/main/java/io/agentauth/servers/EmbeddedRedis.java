// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import redis.embedded.RedisServer;

/** A Redis on loopback that keeps nothing on disk: the product stores nothing in Redis that cannot be lost. */
public final class EmbeddedRedis implements AutoCloseable {
    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts it on 127.0.0.1; port 0 picks a free one. */
    public static EmbeddedRedis start(int port) {
        int chosen = Ports.orFree(port);
        RedisServer server = RedisServer.builder()
                .bind("127.0.0.1")
                .port(chosen)
                .setting("save \"\"")
                .setting("appendonly no")
                .setting("maxmemory 64mb")
                .setting("maxmemory-policy volatile-ttl")
                .build();
        server.start();
        return new EmbeddedRedis(server, chosen);
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.stop();
    }
}
