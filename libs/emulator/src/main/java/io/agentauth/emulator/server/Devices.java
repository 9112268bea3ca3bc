// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.grant.Asked;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.profile.Clients;
import io.agentauth.emulator.profile.Desk;
import io.agentauth.emulator.profile.Failure;
import io.agentauth.emulator.profile.Profile;
import io.agentauth.emulator.switches.Switchboard;
import io.agentauth.emulator.switches.Switchboard.Scope;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Consent in another browser (RFC 8628): begins it, shows the page where a person enters the code, and says how far it is, strictly. */
final class Devices {
    private static final int WAITING_MAX = 50_000;
    private static final int CODE_CHARS = 8;
    private static final int GROUP = 4;

    /** RFC 8628 §6.1: no vowels, so no words, and nothing that looks like something else. */
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

    private static final Duration SLOWER = Duration.ofSeconds(5);

    private final Desk desk;
    private final Switchboard board;
    private final Map<String, Device> byDeviceCode = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Device> eldest) {
            return size() > WAITING_MAX;
        }
    };

    Devices(Desk desk, Switchboard board) {
        this.desk = desk;
        this.board = board;
    }

    /** One that waits, and how far it is. */
    private static final class Device {
        private final Asked asked;
        private final String userCode;
        private final Instant expiresAt;
        private Duration interval;
        private Instant askedLast;
        private @Nullable Code code;
        private boolean denied;
        private boolean used;

        private Device(Asked asked, String userCode, Instant now, Switches switches) {
            this.asked = asked;
            this.userCode = userCode;
            expiresAt = now.plus(switches.deviceLife());
            interval = switches.deviceWait();
            askedLast = now;
        }
    }

    /** What a poll is answered with. */
    sealed interface Poll {
        record Granted(Code code) implements Poll {}

        record Refused(Why why) implements Poll {}
    }

    /** Why there are no tokens, with RFC 8628's name for it (§3.5), or RFC 6749's. */
    enum Why {
        PENDING("authorization_pending"),
        SLOW_DOWN("slow_down"),
        DENIED("access_denied"),
        EXPIRED("expired_token"),
        NOT_KNOWN("invalid_grant");

        private final String error;

        Why(String error) {
            this.error = error;
        }

        String error() {
            return error;
        }

        /** The truth log's word. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** RFC 8628 §3.1, §3.2. */
    Reply begin(Profile profile, Call call) {
        if (!call.method().equals("POST")
                || !profile.reads(call.body())
                || call.parameters().anyTwice()) {
            return profile.failure(Failure.INVALID_REQUEST, call);
        }
        return switch (desk.prove(profile, call)) {
            case Clients.Proof.Not(var failure) -> profile.failure(failure, call);
            case Clients.Proof.Known(var client) -> begin(profile, call, client);
        };
    }

    private Reply begin(Profile profile, Call call, Clients.Client client) {
        List<String> scopes = profile.scopes(call.parameters().get("scope"));
        if (!scopes.stream().allMatch(profile::knowsScope)) {
            return profile.failure(Failure.INVALID_SCOPE, call);
        }
        Switches switches = board.of(
                new Scope(profile.id(), client.clientId()), profile.facts().nature());
        Asked asked = new Asked(profile.id(), client.clientId(), "", scopes, List.of(), null, null, null, Map.of());
        Device device = new Device(asked, userCode(), desk.grants().now(), switches);
        String deviceCode = Hash.random();
        byDeviceCode.put(deviceCode, device);
        String page = profile.devicePage();
        ObjectNode body = Json.object()
                .put("device_code", deviceCode)
                .put("user_code", device.userCode)
                .put("verification_uri", page)
                .put("verification_uri_complete", page + "?user_code=" + device.userCode)
                .put("expires_in", switches.deviceLife().toSeconds())
                .put("interval", switches.deviceWait().toSeconds());
        return Reply.json(200, body).with("Cache-Control", "no-store");
    }

    /** RFC 8628 §3.3: the page, and what the person decides there. */
    Reply page(Profile profile, Call call) {
        String entered = call.parameters().get("user_code");
        if (!call.method().equals("POST")) {
            return ConsentPage.device(profile, entered, "");
        }
        Optional<Device> waiting = find(profile, entered);
        if (waiting.isEmpty()) {
            return ConsentPage.device(profile, entered, "Nothing waits with this code.");
        }
        Device device = waiting.get();
        if (!call.parameters().get("decision").equals("allow")) {
            device.denied = true;
            return ConsentPage.device(profile, "", "You said no. You can close this page.");
        }
        String user = call.parameters().get("user_name").strip();
        if (user.isEmpty() || user.length() > 200) {
            return ConsentPage.device(profile, entered, "Enter a user name.");
        }
        device.code = desk.grants()
                .newCode(
                        device.asked,
                        new Person(user),
                        device.asked.scopes(),
                        Duration.between(now(), device.expiresAt));
        return ConsentPage.device(profile, "", "The device is connected. You can close this page.");
    }

    /** By what the person entered, however they wrote it (RFC 8628 §6.1). */
    private Optional<Device> find(Profile profile, String entered) {
        String code = plain(entered);
        return byDeviceCode.values().stream()
                .filter(device -> device.asked.provider().equals(profile.id())
                        && plain(device.userCode).equals(code)
                        && device.code == null
                        && !device.denied
                        && now().isBefore(device.expiresAt))
                .findFirst();
    }

    /** RFC 8628 §3.5. Whoever asks too soon is told so, whatever the person did, and has to wait longer from then on. */
    Poll poll(Profile profile, String clientId, String deviceCode) {
        Device device = byDeviceCode.get(deviceCode);
        if (device == null
                || !device.asked.provider().equals(profile.id())
                || !device.asked.clientId().equals(clientId)
                || device.used) {
            return new Poll.Refused(Why.NOT_KNOWN);
        }
        boolean early = now().isBefore(device.askedLast.plus(device.interval));
        device.askedLast = now();
        if (early) {
            device.interval = device.interval.plus(SLOWER);
            return new Poll.Refused(Why.SLOW_DOWN);
        }
        if (device.denied) {
            return new Poll.Refused(Why.DENIED);
        }
        if (!now().isBefore(device.expiresAt)) {
            return new Poll.Refused(Why.EXPIRED);
        }
        Code code = device.code;
        if (code == null) {
            return new Poll.Refused(Why.PENDING);
        }
        device.used = true;
        return new Poll.Granted(code);
    }

    private Instant now() {
        return desk.grants().now();
    }

    private static String plain(String code) {
        return code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
    }

    private static String userCode() {
        byte[] random = Hash.sha256(Hash.random());
        String letters = IntStream.range(0, CODE_CHARS)
                .mapToObj(at -> String.valueOf(ALPHABET.charAt((random[at] & 0xFF) % ALPHABET.length())))
                .collect(Collectors.joining());
        return letters.substring(0, GROUP) + "-" + letters.substring(GROUP);
    }
}
