// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.agentauth.oauth.AnswerBody;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.Pointer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What a provider tells of an account beside its token, by name. */
public record Facts(@JsonValue Map<String, Fact> byName) {
    /** The name under which {@link Provider#known} keeps the address of an account's API. */
    public static final String API_BASE_URL = "api_base_url";

    /** A provider that tells nothing. */
    static final Facts NONE = new Facts(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Facts {
        byName = Map.copyOf(byName);
    }

    /** Where the token endpoint's answers have theirs. */
    Map<String, Pointer> pointers() {
        Map<String, Pointer> pointers = new TreeMap<>();
        byName.forEach((name, fact) -> {
            if (fact.answer() != null) {
                pointers.put(name, fact.answer());
            }
        });
        return pointers;
    }

    /** What a callback's {@code parameters} tell. */
    public Map<String, String> ofCallback(Map<String, String> parameters) {
        return read(fact -> Optional.ofNullable(fact.callback()).map(parameters::get));
    }

    /** What the token endpoint's answer tells. */
    public Map<String, String> ofAnswer(Map<String, String> said) {
        Map<String, String> kept = new TreeMap<>();
        said.forEach((name, text) -> Optional.ofNullable(byName.get(name))
                .filter(fact -> fact.answer() != null)
                .flatMap(fact -> fact.in(text))
                .ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    /** What the answer of the identity call tells. */
    public Map<String, String> ofIdentity(HttpAnswer answer) {
        JsonNode members = AnswerBody.read(answer).orElse(MissingNode.getInstance());
        return read(fact -> Optional.ofNullable(fact.identity()).flatMap(place -> place.textIn(members)));
    }

    /** The scopes that were granted, where {@code told} says them. */
    public Optional<List<String>> grantedScopes(Map<String, String> told) {
        return byName.entrySet().stream()
                .filter(fact -> fact.getValue().scopes())
                .flatMap(fact -> Optional.ofNullable(told.get(fact.getKey())).stream())
                .findFirst()
                .map(text -> List.of(text.split("[,\\s]+")));
    }

    private Map<String, String> read(Function<Fact, Optional<String>> said) {
        Map<String, String> kept = new TreeMap<>();
        byName.forEach((name, fact) -> said.apply(fact).flatMap(fact::in).ifPresent(value -> kept.put(name, value)));
        return kept;
    }
}
