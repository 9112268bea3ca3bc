// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.AccessToken;
import io.agentauth.emulator.grant.Family;
import io.agentauth.emulator.grant.RefreshToken;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.truth.Presentation;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The truth as JSON. Tokens appear by their SHA-256 only. */
final class TruthView {
    private final Desk desk;

    TruthView(Desk desk) {
        this.desk = desk;
    }

    Reply counts(Scope scope) {
        ObjectNode body = (ObjectNode) Json.node(desk.truth().sum(scope));
        Predicate<Family> mine =
                family -> (scope.provider().isEmpty() || scope.provider().equals(family.provider()))
                        && (scope.client().isEmpty() || scope.client().equals(family.clientId()));
        List<Family> families = desk.grants().families(mine);
        body.put("families", families.size());
        body.put(
                "families_live",
                families.stream().filter(family -> !family.isEnded()).count());
        return Reply.json(200, body);
    }

    Reply presentations(Scope scope, Parameters query) {
        return list(
                "presentations",
                desk
                        .truth()
                        .presentations(one -> fits(
                                        scope.provider(), one.subject().provider())
                                && fits(scope.client(), one.subject().clientId())
                                && fits(query.get("family"), one.subject().family())
                                && fits(query.get("hash"), one.subject().hash()))
                        .stream()
                        .map(TruthView::presentation)
                        .toList());
    }

    Reply families(Predicate<Family> which) {
        return list(
                "families",
                desk.grants().families(which).stream().map(this::family).toList());
    }

    /** The access and refresh tokens that are valid now. */
    Reply tokens(Predicate<Family> which) {
        Instant now = desk.grants().now();
        Set<Family> families = new HashSet<>(desk.grants().families(which));
        List<ObjectNode> valid = new ArrayList<>();
        desk.grants().accessTokens().stream()
                .filter(token -> families.contains(token.family()) && token.isValid(now))
                .forEach(token -> valid.add(access(token)));
        desk.grants().refreshTokens().stream()
                .filter(token -> families.contains(token.family()) && token.isValid(now))
                .forEach(token -> valid.add(refresh(token)));
        return list("tokens", valid);
    }

    Reply token(String value) {
        Optional<ObjectNode> known = desk.grants()
                .findAccess(value)
                .map(this::access)
                .or(() -> desk.grants().findRefresh(value).map(this::refresh));
        return Reply.json(200, known.orElseGet(() -> Json.object()
                .put("hash", Hash.hex(value))
                .put("kind", "unknown")
                .put("valid", false)));
    }

    private ObjectNode access(AccessToken token) {
        ObjectNode body = Json.object()
                .put("hash", Hash.hex(token.value()))
                .put("kind", "access")
                .put("family", token.family().id())
                .put("valid", token.isValid(desk.grants().now()));
        token.expiresAt().ifPresent(at -> body.put("expires_at", Json.instant(at)));
        return body;
    }

    private ObjectNode refresh(RefreshToken token) {
        ObjectNode body = Json.object()
                .put("hash", token.hash())
                .put("kind", "refresh")
                .put("family", token.family().id())
                .put("valid", token.isValid(desk.grants().now()));
        token.expiresAt().ifPresent(at -> body.put("expires_at", Json.instant(at)));
        token.spentAt().ifPresent(at -> body.put("spent_at", Json.instant(at)));
        return body;
    }

    private ObjectNode family(Family family) {
        ObjectNode body = Json.object()
                .put("id", family.id())
                .put("provider", family.provider())
                .put("client_id", family.clientId())
                .put("slot", family.slot())
                .put("user_name", family.person().userName())
                .put("subject", family.person().subject())
                .put("begun_at", Json.instant(family.begunAt()))
                .put("refreshes", family.refreshes())
                .put("live", !family.isEnded());
        body.set("scopes", Json.node(family.scopes()));
        family.endedAt().ifPresent(at -> body.put("ended_at", Json.instant(at)).put("end_reason", family.endReason()));
        family.current().ifPresent(token -> body.set("refresh_token", refresh(token)));
        family.access().ifPresent(token -> body.set("access_token", access(token)));
        return body;
    }

    private static ObjectNode presentation(Presentation one) {
        ObjectNode body = Json.object()
                .put("provider", one.subject().provider())
                .put("client_id", one.subject().clientId())
                .put("kind", one.subject().kind())
                .put("hash", one.subject().hash())
                .put("family", one.subject().family())
                .put("started", one.started())
                .put("started_at", Json.instant(one.startedAt()))
                .put("overlaps_at_start", one.overlapsAtStart())
                .put("outcome", one.outcome())
                .put("status", one.status());
        Instant endedAt = one.endedAt();
        if (endedAt != null) {
            body.put("ended", one.ended()).put("ended_at", Json.instant(endedAt));
        }
        return body;
    }

    private static Reply list(String name, List<ObjectNode> items) {
        return Reply.json(200, Json.object().set(name, Json.node(items)));
    }

    private static boolean fits(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }
}
