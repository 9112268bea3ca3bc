// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWKSet;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.Grants;
import io.agentauth.emulator.profile.Assertions;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The control endpoints, for tests and the demo. {@code provider} and {@code client_id} in the query name the scope; without them, all.
 *
 * <ul>
 *   <li>{@code GET /_emulator/health}
 *   <li>{@code PUT, DELETE /_emulator/switches}: replaces or takes back the switches of the scope; {@code GET} shows all
 *   <li>{@code PUT, DELETE /_emulator/clients}: registers {@code {provider, client_id, client_secret, jwks, redirect_uris}}, or removes the scope's
 *   <li>{@code GET /_emulator/barrier}: how many wait; {@code POST /_emulator/barrier/release?count=}
 *   <li>{@code POST /_emulator/clock {"advance_seconds": n}}
 *   <li>{@code GET /_emulator/truth}: the counts; {@code DELETE}: counts anew
 *   <li>{@code GET /_emulator/truth/presentations?family=&hash=}, {@code …/families?user_name=}, {@code …/tokens}: what is valid now
 *   <li>{@code POST /_emulator/truth/token {"token": "…"}}: what is known of a token
 *   <li>{@code POST /_emulator/families/end?family=&user_name=}: a person or an administrator takes consent back at the provider
 * </ul>
 */
final class Control {
    private final Desk desk;
    private final Switchboard board;
    private final Gates gates;
    private final EmulatorClock clock;
    private final TruthView view;

    private record NewClient(
            String provider,
            String clientId,
            @Nullable String clientSecret,
            @Nullable JsonNode jwks,
            @Nullable List<String> redirectUris) {}

    private record Advance(long advanceSeconds) {}

    private record Shown(String token) {}

    Control(Desk desk, Switchboard board, Gates gates, EmulatorClock clock) {
        this.desk = desk;
        this.board = board;
        this.gates = gates;
        this.clock = clock;
        this.view = new TruthView(desk);
    }

    void handle(HttpServerRequest request, String path, Buffer body) {
        Delivery.send(request, reply(request, path, body));
    }

    private Reply reply(HttpServerRequest request, String path, Buffer body) {
        Parameters query = Parameters.form(request.query() == null ? "" : request.query());
        try {
            return route(request.method() + " " + path.substring("/_emulator".length()), query, body.toString());
        } catch (Json.BadJson | IllegalArgumentException e) {
            return Reply.json(400, Json.object().put("error", String.valueOf(e.getMessage())));
        }
    }

    private Reply route(String what, Parameters query, String body) {
        Scope scope = new Scope(query.get("provider"), query.get("client_id"));
        return switch (what) {
            case "GET /health" -> Reply.json(200, Json.object().put("status", "up"));
            case "GET /switches" -> switches();
            case "PUT /switches" -> {
                board.put(scope, Json.parse(body, Switches.class));
                yield switches();
            }
            case "DELETE /switches" -> {
                board.reset(scope);
                yield switches();
            }
            case "PUT /clients" -> register(Json.parse(body, NewClient.class));
            case "DELETE /clients" -> {
                desk.clients().remove(scope.provider(), scope.client());
                yield Reply.empty(204);
            }
            case "GET /barrier" -> Reply.json(200, Json.object().put("waiting", gates.waiting(scope)));
            case "POST /barrier/release" -> {
                int count = query.find("count").map(Integer::valueOf).orElse(Integer.MAX_VALUE);
                yield Reply.json(200, Json.object().put("released", gates.release(scope, count)));
            }
            case "POST /clock" -> {
                clock.advance(Duration.ofSeconds(Json.parse(body, Advance.class).advanceSeconds()));
                yield Reply.json(200, Json.object().put("now", Json.instant(clock.instant())));
            }
            case "DELETE /truth" -> {
                desk.truth().clear();
                yield Reply.empty(204);
            }
            case "GET /truth" -> view.counts(scope);
            case "GET /truth/presentations" -> view.presentations(scope, query);
            case "GET /truth/families" -> view.families(which(scope, query));
            case "GET /truth/tokens" -> view.tokens(which(scope, query));
            case "POST /truth/token" -> view.token(Json.parse(body, Shown.class).token());
            case "POST /families/end" -> end(which(scope, query));
            default -> Reply.json(404, Json.object().put("error", "no such control endpoint"));
        };
    }

    private Reply switches() {
        List<ObjectNode> all = board.all().entrySet().stream()
                .map(one -> Json.object()
                        .put("provider", one.getKey().provider())
                        .put("client_id", one.getKey().client())
                        .<ObjectNode>set("switches", Json.node(one.getValue())))
                .toList();
        return Reply.json(200, Json.object().set("scopes", Json.node(all)));
    }

    private Reply register(NewClient fresh) {
        desk.clients()
                .register(new Clients.Client(
                        fresh.provider(),
                        fresh.clientId(),
                        fresh.clientSecret() == null ? "" : Hash.hex(fresh.clientSecret()),
                        signing(fresh),
                        fresh.redirectUris() == null ? List.of() : fresh.redirectUris()));
        return Reply.empty(204);
    }

    private static JWKSet signing(NewClient fresh) {
        try {
            return fresh.jwks() == null
                    ? Assertions.secret(Objects.requireNonNullElse(fresh.clientSecret(), ""))
                    : JWKSet.parse(fresh.jwks().toString());
        } catch (ParseException e) {
            throw new IllegalArgumentException("jwks is no JWK set", e);
        }
    }

    private Reply end(Predicate<Family> which) {
        Grants grants = desk.grants();
        long ended = grants.families(which).stream()
                .filter(family -> grants.end(family, "taken_back"))
                .count();
        return Reply.json(200, Json.object().put("ended", ended));
    }

    private static Predicate<Family> which(Scope scope, Parameters query) {
        return family -> fits(scope.provider(), family.provider())
                && fits(scope.client(), family.clientId())
                && fits(query.get("family"), family.id())
                && fits(query.get("user_name"), family.person().userName());
    }

    private static boolean fits(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
