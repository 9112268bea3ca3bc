// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Endpoint;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.profile.Profiles;
import io.agentauth.emulator.switches.Fault;
import io.agentauth.emulator.switches.Of;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Everything that the emulated providers serve. */
final class Providers {
    private final Profiles profiles;
    private final Desk desk;
    private final Switchboard board;
    private final Delivery delivery;
    private final Presenting presenting;
    private final Authorizing authorizing;
    private final Devices devices;

    Providers(Profiles profiles, Desk desk, Switchboard board, Gates gates, Delivery delivery) {
        this.profiles = profiles;
        this.desk = desk;
        this.board = board;
        this.delivery = delivery;
        this.devices = new Devices(desk, board);
        this.presenting = new Presenting(desk, board, gates, delivery, devices);
        this.authorizing = new Authorizing(desk, board);
    }

    void handle(HttpServerRequest request, String path, Buffer body) {
        Optional<Profiles.Place> place = profiles.at(path);
        Optional<Endpoint> endpoint = place.flatMap(at -> at.profile().find(at.path()));
        if (place.isEmpty() || endpoint.isEmpty()) {
            Delivery.send(request, Reply.text(404, "No emulated provider serves this address.\n"));
            return;
        }
        Profile profile = place.get().profile();
        Call call = Inbound.call(request, place.get().path(), body);
        if (endpoint.get() == Endpoint.TOKEN) {
            presenting.handle(request, profile, call);
            return;
        }
        Scope scope = new Scope(profile.id(), client(profile, call));
        Optional<Fault> fault = board.takeFault(scope, endpoint.get().wireName(), Of.ANY);
        boolean acts = fault.map(Faults::letsAct).orElse(true);
        Reply right = acts ? serve(endpoint.get(), profile, call) : Reply.empty(200);
        if (fault.isEmpty()) {
            Delivery.send(request, right);
        } else {
            Reply reply = Faults.needsAnswer(fault.get()) ? right : Faults.plain(fault.get(), profile, call, Of.ANY);
            delivery.send(request, reply, fault.get());
        }
    }

    private Reply serve(Endpoint endpoint, Profile profile, Call call) {
        return switch (endpoint) {
            case AUTHORIZE -> authorizing.handle(profile, call);
            case DEVICE_AUTHORIZATION -> devices.begin(profile, call);
            case DEVICE -> devices.page(profile, call);
            case REVOKE -> profile.revoke(call, desk);
            case INTROSPECT -> profile.introspect(call, desk);
            case MINT ->
                profile.mint(
                        call,
                        desk,
                        board.of(
                                new Scope(profile.id(), client(profile, call)),
                                profile.facts().nature()));
            case IDENTITY -> identity(profile, call);
            case KEYED -> keyed(profile, call);
            case DISCOVERY -> profile.discovery();
            case JWKS -> desk.signer().jwks();
            case TOKEN -> throw new IllegalArgumentException("token requests go another way");
        };
    }

    private Reply identity(Profile profile, Call call) {
        Optional<AccessToken> token = profile.apiToken(call)
                .flatMap(value -> desk.validAccess(profile, value))
                .filter(valid -> profile.accepts(call, valid, desk));
        desk.truth().apiCall(profile.id(), client(profile, call), token.isPresent());
        return token.map(valid -> profile.identity(call, valid)).orElseGet(() -> profile.unauthorized(call));
    }

    private Reply keyed(Profile profile, Call call) {
        Optional<Person> holder = profile.holder(call);
        desk.truth().apiCall(profile.id(), client(profile, call), holder.isPresent());
        return holder.map(profile::identity).orElseGet(() -> profile.unauthorized(call));
    }

    /** The client that a request is about: by its token, or as it names itself. */
    private String client(Profile profile, Call call) {
        return profile.apiToken(call)
                .flatMap(desk.grants()::findAccess)
                .map(token -> token.family().clientId())
                .orElseGet(() -> profile.client(call));
    }
}
