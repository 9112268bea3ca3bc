// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.profile.Failure;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.switches.At;
import io.agentauth.emulator.switches.Fault;
import io.agentauth.emulator.switches.Of;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Reply;

/** What a fault says by itself. */
final class Faults {
    private static final String PAGE = "<!doctype html><html lang=\"en\"><head><title>Bad gateway</title></head>"
            + "<body><h1>Something went wrong</h1><p>access_token refresh_token invalid_grant</p></body></html>";

    private Faults() {}

    /** Whether the fault works on the right answer. */
    static boolean needsAnswer(Fault fault) {
        return switch (fault.kind()) {
            case EDIT, DUPLICATE_KEYS, WRONG_CHARSET, CUT_BODY, DRIP -> true;
            case STATUS, HTML, ERROR, RATE_LIMIT, SILENCE, RESET, FLOOD, GZIP_BOMB -> false;
        };
    }

    /** Whether the provider acts on the request before it answers wrongly. */
    static boolean letsAct(Fault fault) {
        return needsAnswer(fault) || fault.isAt(At.AFTER);
    }

    /** The answer of a fault that needs no right one. */
    static Reply plain(Fault fault, Profile profile, Call call, Of kind) {
        Reply reply =
                switch (fault.kind()) {
                    case ERROR -> error(fault, profile, call, kind);
                    case RATE_LIMIT -> profile.limited(call, fault.stayAway());
                    case HTML -> Reply.html(fault.statusOr(200), fault.body() == null ? PAGE : fault.body());
                    case STATUS ->
                        new Reply(
                                fault.statusOr(500),
                                fault.contentType() == null ? "application/json" : fault.contentType(),
                                fault.body() == null ? "{}" : fault.body(),
                                fault.headersOrNone());
                    case EDIT, DUPLICATE_KEYS, WRONG_CHARSET, SILENCE, RESET, CUT_BODY, DRIP, FLOOD, GZIP_BOMB ->
                        Reply.text(fault.statusOr(200), "");
                };
        Reply with = reply;
        for (var header : fault.headersOrNone().entrySet()) {
            with = with.with(header.getKey(), header.getValue());
        }
        return with;
    }

    private static Reply error(Fault fault, Profile profile, Call call, Of kind) {
        String error = fault.error() == null ? "server_error" : fault.error();
        Reply reply =
                switch (error) {
                    case "invalid_grant" ->
                        profile.failure(kind == Of.CODE ? Failure.BAD_CODE : Failure.BAD_REFRESH_TOKEN, call);
                    case "invalid_client" -> profile.failure(Failure.BAD_SECRET, call);
                    default -> profile.error(error, fault.body() == null ? "As the switches say." : fault.body());
                };
        return new Reply(fault.statusOr(reply.status()), reply.contentType(), reply.body(), reply.headers());
    }
}
