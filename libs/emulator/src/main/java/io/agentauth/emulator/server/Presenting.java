// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.RefreshToken;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Failure;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.switches.At;
import io.agentauth.emulator.switches.Fault;
import io.agentauth.emulator.switches.Of;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.truth.Presentation;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One token request from its arrival to its end: written into the truth log, held and slowed as the switches say, decided, answered or spoilt. */
final class Presenting {
    private final Desk desk;
    private final Switchboard board;
    private final Gates gates;
    private final Delivery delivery;
    private final TokenEndpoint tokens;

    Presenting(Desk desk, Switchboard board, Gates gates, Delivery delivery, Devices devices) {
        this.desk = desk;
        this.board = board;
        this.gates = gates;
        this.delivery = delivery;
        this.tokens = new TokenEndpoint(desk, devices);
    }

    /** What one request has by it. */
    private record Showing(
            Profile profile, Call call, Scope scope, Of kind, Switches switches, Presentation presentation) {}

    private record Spoilt(Reply reply, @Nullable Fault fault) {}

    void handle(HttpServerRequest request, Profile profile, Call call) {
        Scope scope = new Scope(profile.id(), Clients.named(call));
        Of kind = TokenEndpoint.kind(profile, call);
        Switches switches = board.of(scope, profile.facts().nature());
        Showing showing = new Showing(profile, call, scope, kind, switches, begin(scope, call, kind));
        Ending ending = new Ending(() -> desk.truth().end(showing.presentation()));
        request.response().endHandler(_ -> ending.gone());
        request.response().closeHandler(_ -> ending.gone());
        gates.pass(scope, switches, At.BEFORE, kind)
                .compose(_ -> wins(showing))
                .map(wins -> wins ? act(showing) : loser(showing))
                .compose(spoilt -> gates.pass(scope, switches, At.AFTER, kind).map(spoilt))
                .onComplete(result -> {
                    ending.processed();
                    if (result.failed()) {
                        Delivery.send(request, Reply.text(500, String.valueOf(result.cause())));
                    } else {
                        deliver(request, result.result());
                    }
                });
    }

    private void deliver(HttpServerRequest request, Spoilt spoilt) {
        Fault fault = spoilt.fault();
        if (fault == null) {
            Delivery.send(request, spoilt.reply());
        } else {
            delivery.send(request, spoilt.reply(), fault);
        }
    }

    private Presentation begin(Scope scope, Call call, Of kind) {
        String shown = shown(call, kind);
        String family = desk.grants()
                .findRefresh(shown)
                .map(RefreshToken::family)
                .map(io.agentauth.emulator.grant.Family::id)
                .orElse("");
        return desk.truth()
                .begin(new Presentation.Subject(
                        scope.provider(),
                        scope.client(),
                        kind.name().toLowerCase(Locale.ROOT),
                        Hash.hex(shown),
                        family));
    }

    /** What works once, or whose turn it is; where nobody's is, something that no other request shows. */
    private static String shown(Call call, Of kind) {
        String token = call.parameters()
                .get(
                        switch (kind) {
                            case CODE -> "code";
                            case DEVICE -> "device_code";
                            case REFRESH, ANY -> "refresh_token";
                        });
        return token.isEmpty() ? Hash.random() : token;
    }

    private Future<Boolean> wins(Showing showing) {
        return showing.switches().isRacy() && showing.kind() == Of.REFRESH
                ? gates.race(showing.presentation().subject().hash())
                : Future.succeededFuture(true);
    }

    private Spoilt loser(Showing showing) {
        Reply reply = showing.profile().failure(Failure.BAD_REFRESH_TOKEN, showing.call());
        desk.truth().outcome(showing.presentation(), "lost_race", reply.status());
        return new Spoilt(reply, null);
    }

    private Spoilt act(Showing showing) {
        Fault fault = board.takeFault(showing.scope(), "token", showing.kind()).orElse(null);
        if (fault != null && !Faults.letsAct(fault)) {
            Reply reply = Faults.plain(fault, showing.profile(), showing.call(), showing.kind());
            desk.truth().outcome(showing.presentation(), word(fault), reply.status());
            return new Spoilt(reply, fault);
        }
        TokenEndpoint.Decision decision = tokens.decide(showing.profile(), showing.call(), showing.switches(), fault);
        desk.truth()
                .outcome(
                        showing.presentation(),
                        decision.outcome(),
                        decision.reply().status());
        desk.truth().killed(showing.presentation().subject(), decision.familiesKilled());
        if (fault == null) {
            return new Spoilt(decision.reply(), null);
        }
        desk.truth().outcome(showing.presentation(), word(fault), 0);
        return new Spoilt(
                Faults.needsAnswer(fault)
                        ? decision.reply()
                        : Faults.plain(fault, showing.profile(), showing.call(), showing.kind()),
                fault);
    }

    private static String word(Fault fault) {
        return "fault:" + fault.kind().name().toLowerCase(Locale.ROOT);
    }

    /** A presentation is over when the provider is done with it and the client has its answer or is gone. */
    private static final class Ending {
        private final Runnable end;
        private boolean processed;
        private boolean gone;

        private Ending(Runnable end) {
            this.end = end;
        }

        private void processed() {
            processed = true;
            check();
        }

        private void gone() {
            gone = true;
            check();
        }

        private void check() {
            if (processed && gone) {
                end.run();
            }
        }
    }
}
