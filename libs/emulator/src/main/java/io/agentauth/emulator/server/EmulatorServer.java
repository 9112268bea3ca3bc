// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.EmulatorSettings;
import io.agentauth.emulator.grant.Grants;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Profiles;
import io.agentauth.emulator.profile.Signer;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.truth.TruthLog;
import io.agentauth.emulator.wire.Reply;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;

/** The HTTP server. One verticle, and so one event loop, holds all state. */
public final class EmulatorServer extends AbstractVerticle {
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final EmulatorSettings settings;
    private volatile int port;

    public EmulatorServer(EmulatorSettings settings) {
        this.settings = settings;
    }

    /** The port, once deployed. */
    public int port() {
        return port;
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setAcceptBacklog(4096)
                .setMaxHeaderSize(32_768)
                .setMaxInitialLineLength(32_768));
        Routes routes = new Routes();
        server.requestHandler(routes::accept)
                .listen(settings.port(), settings.host())
                .map(listening -> {
                    port = listening.actualPort();
                    return (Void) null;
                })
                .onComplete(started);
    }

    private String base() {
        return settings.publicUrl().isEmpty() ? "http://localhost:" + port : settings.publicUrl();
    }

    /** What the server leads to. */
    private final class Routes {
        private final Control control;
        private final Providers providers;

        private Routes() {
            EmulatorClock clock = new EmulatorClock(InstantSource.system());
            Desk desk = new Desk(
                    new Grants(clock),
                    new Clients(settings.clientSecret(), settings.open()),
                    new TruthLog(clock, settings.presentationsKept()),
                    new Signer());
            Switchboard board = new Switchboard(settings.seed());
            board.put(new Scope("", ""), settings.switches());
            Gates gates = new Gates(vertx);
            control = new Control(desk, board, gates, clock);
            providers = new Providers(new Profiles(EmulatorServer.this::base), desk, board, gates, new Delivery(vertx));
        }

        private void accept(HttpServerRequest request) {
            String length = request.getHeader("Content-Length");
            String path = request.path();
            if (path == null || (length != null && Long.parseLong(length) > BODY_BYTES_MAX)) {
                Delivery.send(request, Reply.text(413, "too large, or without a path"));
                return;
            }
            // A turn later: a connection that ended before this request came is heard of in this turn, but after it.
            request.body().onSuccess(body -> vertx.runOnContext(_ -> route(request, path, body)));
        }

        private void route(HttpServerRequest request, String path, Buffer body) {
            try {
                if (path.startsWith("/_emulator/")) {
                    control.handle(request, path, body);
                } else {
                    providers.handle(request, path, body);
                }
            } catch (IllegalArgumentException e) {
                Delivery.send(request, Reply.text(400, "malformed"));
            }
        }
    }
}
