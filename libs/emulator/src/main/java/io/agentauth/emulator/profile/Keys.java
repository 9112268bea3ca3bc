// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A provider without OAuth. Each person but {@code nobody} has one key, {@code key-} and the name; where user and password are wanted, the key is the password of
 * the person. Every address takes them its own way: in a header, by Basic, by Bearer, spread over header, query and body, and not at all.
 */
final class Keys extends Profile {
    private static final String HOST = "keys.emulator.test/";
    private static final String PREFIX = "key-";
    private static final String NOBODYS = PREFIX + "nobody";
    private static final String PIN = "1234";

    Keys() {
        super(new Facts(
                "emulator-key",
                "https://keys.emulator.test",
                Map.of(
                        HOST + "key/me", Endpoint.KEYED,
                        HOST + "basic/me", Endpoint.KEYED,
                        HOST + "bearer/me", Endpoint.KEYED,
                        HOST + "custom/me", Endpoint.KEYED,
                        HOST + "none/me", Endpoint.KEYED),
                Set.of(),
                false,
                false,
                Switches.nature(Rotation.NONE, 3600, 60)));
    }

    @Override
    public Optional<Person> holder(Call call) {
        return switch (call.path().substring(HOST.length())) {
            case "key/me" -> call.header("x-api-key").flatMap(Keys::ofKey);
            case "basic/me" -> call.header("authorization").flatMap(Keys::ofBasic);
            case "bearer/me" -> call.bearer().flatMap(Keys::ofKey);
            case "custom/me" -> ofParts(call);
            default -> Optional.of(new Person("anybody"));
        };
    }

    private static Optional<Person> ofKey(String key) {
        return key.startsWith(PREFIX) && key.length() > PREFIX.length() && !key.equals(NOBODYS)
                ? Optional.of(new Person(key.substring(PREFIX.length())))
                : Optional.empty();
    }

    /** RFC 7617 §2. */
    private static Optional<Person> ofBasic(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        String pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon < 1
                ? Optional.empty()
                : ofKey(pair.substring(colon + 1))
                        .filter(person -> person.userName().equals(pair.substring(0, colon)));
    }

    private static Optional<Person> ofParts(Call call) {
        boolean asked = call.method().equals("POST")
                && call.body() == Call.Body.JSON
                && call.parameters().get("ask").equals("me")
                && call.parameters().get("pin").equals(PIN);
        return asked && call.header("x-workspace").isPresent()
                ? call.query().find("key").flatMap(Keys::ofKey)
                : Optional.empty();
    }
}
