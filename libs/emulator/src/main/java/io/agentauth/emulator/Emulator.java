// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import io.agentauth.emulator.server.EmulatorServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.util.concurrent.CompletionException;

/** A running emulator. */
public final class Emulator implements AutoCloseable {
    private final Vertx vertx;
    private final int port;

    private Emulator(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /** Starts one and returns when it takes requests. Fails with the reason when the port cannot be had. */
    public static Emulator start(EmulatorSettings settings) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        EmulatorServer server = new EmulatorServer(settings);
        try {
            vertx.deployVerticle(server)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            vertx.close();
            throw new IllegalStateException(
                    "the emulator cannot listen on " + settings.host() + ":" + settings.port(), e.getCause());
        }
        return new Emulator(vertx, server.port());
    }

    public int port() {
        return port;
    }

    /** Its own address, without a slash at the end. */
    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** Where a real URL is served: {@code at("gmail", "https://oauth2.googleapis.com/token")}. */
    public URI at(String provider, String realUrl) {
        return URI.create(url() + "/" + provider + "/" + realUrl.replaceFirst("^https?://", ""));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
