// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every SDK plays every scenario: what they send between them is what an application can say in all four languages. */
@DisplayName("The scenarios of the SDKs")
class ScenariosTest {
    private static final ObjectNode DOCUMENT = new Contract(Said.read()).document(Operations.all());
    private static final Scenarios SCENARIOS = Scenarios.read();

    /** An operator's own, by the installation key and by curl; and tokens for callers that are no SDK. */
    private static final Set<String> NO_METHOD = Set.of(
            "GET /v1/keys",
            "POST /v1/keys/rotate",
            "GET /v1/seal",
            "POST /v1/seal",
            "POST /v1/unseal",
            "POST /oauth/token");

    /** What a change may repeat but not change. */
    private static final Map<String, Set<String>> NOT_SAID =
            Map.of("PATCH /v1/connections/{id}", Set.of("provider", "auth_type", "mode"));

    static Stream<Operation> operations() {
        return Operations.all().stream().filter(operation -> !NO_METHOD.contains(operation.key()));
    }

    @Test
    @DisplayName("leave out what there is")
    void exceptions() {
        assertThat(Operations.all())
                .extracting(Operation::key)
                .containsAll(NO_METHOD)
                .containsAll(NOT_SAID.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    @DisplayName("send each operation of the contract, with each parameter and each member of its body")
    void everythingIsSent(Operation operation) {
        assertThat(SCENARIOS.asked(operation.verb(), operation.path())).containsAll(sendable(operation));
    }

    private static Set<String> sendable(Operation operation) {
        Set<String> wanted = new TreeSet<>(Set.of(""));
        operation.names("query").forEach(name -> wanted.add("?" + name));
        JsonNode body = DOCUMENT.path("paths")
                .path(operation.path())
                .path(operation.verb().toLowerCase(Locale.ROOT))
                .at("/requestBody/content/application~1json/schema");
        members("", body, wanted);
        wanted.removeAll(NOT_SAID.getOrDefault(operation.key(), Set.of()));
        // What a change is told is what the making is told: one type in each language, which the making shows whole.
        if (operation.verb().equals("PATCH") || operation.path().contains("/managed-apps/")) {
            wanted.removeIf(
                    name -> List.of("credentials.", "settings.").stream().anyMatch(name::startsWith));
        }
        return wanted;
    }

    private static void members(String before, JsonNode schema, Set<String> into) {
        schema.path("properties").properties().forEach(property -> {
            into.add(before + property.getKey());
            members(before + property.getKey() + ".", property.getValue(), into);
        });
    }
}
