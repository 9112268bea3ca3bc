// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Grants;
import io.agentauth.emulator.grant.Issued;
import io.agentauth.emulator.grant.Kind;
import io.agentauth.emulator.grant.RefreshToken;
import io.agentauth.emulator.grant.Renewal;
import io.agentauth.emulator.profile.Assertions;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Failure;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.switches.Fault;
import io.agentauth.emulator.switches.Of;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token endpoint decides (RFC 6749 §4.1.3, §6), strictly. Without waiting: that is {@link Presenting}'s. */
final class TokenEndpoint {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final Desk desk;
    private final Devices devices;

    /** An answer, and the truth log's word for it. */
    record Decision(Reply reply, String outcome, int familiesKilled) {}

    TokenEndpoint(Desk desk, Devices devices) {
        this.desk = desk;
        this.devices = devices;
    }

    /** Which kind of request it is, going by what it carries. */
    static Of kind(Profile profile, Call call) {
        return switch (profile.grantType(call)) {
            case "authorization_code" -> Of.CODE;
            case Profile.DEVICE_CODE -> Of.DEVICE;
            default -> Of.REFRESH;
        };
    }

    Decision decide(Profile profile, Call call, Switches switches, @Nullable Fault fault) {
        Optional<Failure> malformed = malformed(profile, call);
        if (malformed.isPresent()) {
            return refusal(profile, call, malformed.get());
        }
        if (profile.grantType(call).equals(JWT_BEARER)) {
            return asserted(profile, call, switches);
        }
        Clients.Proof proof = desk.prove(profile, call);
        return switch (proof) {
            case Clients.Proof.Not(var failure) -> refusal(profile, call, failure);
            case Clients.Proof.Known(var client) -> byGrantType(profile, call, switches, client, fault);
        };
    }

    private static Optional<Failure> malformed(Profile profile, Call call) {
        if (!call.method().equals("POST") || !profile.reads(call.body())) {
            return Optional.of(Failure.INVALID_REQUEST);
        }
        return call.parameters().anyTwice() ? Optional.of(Failure.DUPLICATE_PARAMETER) : Optional.empty();
    }

    private Decision byGrantType(
            Profile profile, Call call, Switches switches, Clients.Client client, @Nullable Fault fault) {
        String grantType = profile.grantType(call);
        if (grantType.equals("authorization_code")) {
            return exchange(profile, call, switches, client);
        }
        if (grantType.equals(Profile.DEVICE_CODE)) {
            return polled(profile, call, switches, client);
        }
        if (grantType.equals("client_credentials")) {
            return ofClient(profile, call, switches, client);
        }
        if (grantType.equals("refresh_token")) {
            boolean withhold = fault != null && fault.withholdsRefreshToken();
            return refresh(profile, call, switches, client, withhold);
        }
        return refusal(profile, call, grantType.isEmpty() ? Failure.INVALID_REQUEST : Failure.UNSUPPORTED_GRANT_TYPE);
    }

    /** RFC 6749 §4.4. */
    private Decision ofClient(Profile profile, Call call, Switches switches, Clients.Client client) {
        List<String> scopes = profile.scopes(call.parameters().get("scope"));
        if (!scopes.stream().allMatch(profile::knowsScope)) {
            return refusal(profile, call, Failure.INVALID_SCOPE);
        }
        return profile.ofClient(client)
                .map(person -> granted(profile, call, switches, new Assertions.Holds(client, person, scopes), "main"))
                .orElseGet(() -> refusal(profile, call, Failure.UNSUPPORTED_GRANT_TYPE));
    }

    /** RFC 7523 §2.1. */
    private Decision asserted(Profile profile, Call call, Switches switches) {
        return switch (profile.judge(call.parameters(), desk)) {
            case Assertions.Holds holds -> granted(profile, call, switches, holds, Profile.JWT_SLOT);
            case Assertions.Refused refused -> refusal(profile, call, refused.failure());
        };
    }

    private Decision granted(Profile profile, Call call, Switches switches, Assertions.Holds holds, String slot) {
        Kind kind = new Kind(slot, holds.scopes(), "at-", "", false);
        Issued issued = desk.grants().mint(profile.id(), holds.client().clientId(), holds.person(), kind, switches);
        return new Decision(profile.grantedToMachine(issued, call), "granted", 0);
    }

    private Decision exchange(Profile profile, Call call, Switches switches, Clients.Client client) {
        Grants grants = desk.grants();
        Optional<Code> found = grants.findCode(call.parameters().get("code"))
                .filter(code -> code.asked().provider().equals(profile.id()))
                .filter(code -> code.asked().clientId().equals(client.clientId()));
        if (found.isEmpty()) {
            return refusal(profile, call, Failure.BAD_CODE);
        }
        Code code = found.get();
        if (code.isUsed()) {
            return new Decision(profile.failure(Failure.CODE_USED, call), "code_used", grants.replayed(code));
        }
        Optional<Failure> wrong = wrong(profile, code, call.parameters());
        if (wrong.isPresent()) {
            return refusal(profile, call, wrong.get());
        }
        boolean known = grants.isKnown(profile.id(), client.clientId(), code.person());
        List<Issued> issued = profile.kinds(code, switches, known).stream()
                .map(kind -> grants.exchange(code, kind, switches))
                .toList();
        return new Decision(profile.exchanged(code, issued, call, desk), "exchanged", 0);
    }

    /** RFC 8628 §3.5. */
    private Decision polled(Profile profile, Call call, Switches switches, Clients.Client client) {
        return switch (devices.poll(
                profile, client.clientId(), call.parameters().get("device_code"))) {
            case Devices.Poll.Refused(var why) ->
                new Decision(profile.error(why.error(), "The device's code."), why.wireName(), 0);
            case Devices.Poll.Granted(var code) -> {
                boolean known = desk.grants().isKnown(profile.id(), client.clientId(), code.person());
                List<Issued> issued = profile.kinds(code, switches, known).stream()
                        .map(kind -> desk.grants().exchange(code, kind, switches))
                        .toList();
                yield new Decision(profile.exchanged(code, issued, call, desk), "exchanged", 0);
            }
        };
    }

    private Optional<Failure> wrong(Profile profile, Code code, Parameters parameters) {
        if (code.isExpired(desk.grants().now())) {
            return Optional.of(Failure.BAD_CODE);
        }
        if (!parameters.get("redirect_uri").equals(code.asked().redirectUri())) {
            return Optional.of(Failure.BAD_REDIRECT_URI);
        }
        return profile.ignoresPkce() || fits(code.asked().challenge(), parameters.find("code_verifier"))
                ? Optional.empty()
                : Optional.of(Failure.BAD_VERIFIER);
    }

    /** RFC 7636 §4.6; a verifier without a challenge is refused as well (RFC 9700 §2.1.1). */
    private static boolean fits(@Nullable String challenge, Optional<String> verifier) {
        return challenge == null
                ? verifier.isEmpty()
                : verifier.filter(one -> one.matches("[A-Za-z0-9._~-]{43,128}"))
                        .map(Hash::s256)
                        .filter(challenge::equals)
                        .isPresent();
    }

    private Decision refresh(Profile profile, Call call, Switches switches, Clients.Client client, boolean withhold) {
        Grants grants = desk.grants();
        String presented = call.parameters().get("refresh_token");
        if (presented.isEmpty()) {
            return refusal(profile, call, Failure.INVALID_REQUEST);
        }
        Optional<RefreshToken> own = grants.findRefresh(presented)
                .filter(token -> token.family().provider().equals(profile.id()));
        if (own.isEmpty()) {
            return new Decision(profile.failure(Failure.BAD_REFRESH_TOKEN, call), "unknown", 0);
        }
        Optional<Failure> wrong = profile.wrong(call, own.get().family());
        if (wrong.isPresent()) {
            return refusal(profile, call, wrong.get());
        }
        if (widens(call.parameters(), grants, profile)) {
            return refusal(profile, call, Failure.INVALID_SCOPE);
        }
        return switch (grants.renew(presented, client.clientId(), switches, withhold)) {
            case Renewal.Renewed(var issued, var replayed) ->
                new Decision(profile.renewed(issued, call), replayed ? "renewed_again" : "renewed", 0);
            case Renewal.Refused(var why, var killed) ->
                new Decision(
                        profile.failure(Failure.BAD_REFRESH_TOKEN, call),
                        why.name().toLowerCase(Locale.ROOT),
                        killed ? 1 : 0);
        };
    }

    private static boolean widens(Parameters parameters, Grants grants, Profile profile) {
        HashSet<String> asked = new HashSet<>(profile.scopes(parameters.get("scope")));
        grants.findRefresh(parameters.get("refresh_token"))
                .ifPresent(token -> asked.removeAll(token.family().scopes()));
        return !asked.isEmpty();
    }

    private static Decision refusal(Profile profile, Call call, Failure failure) {
        return new Decision(profile.failure(failure, call), failure.wireName(), 0);
    }
}
