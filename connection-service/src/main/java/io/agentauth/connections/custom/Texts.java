// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;

/** The texts of a definition, wherever they are. They become headers, addresses and words on pages. */
final class Texts {
    private Texts() {}

    /** Refuses control characters, which would be lines of their own in a header, and what cannot be stored. */
    static void requirePlain(JsonNode node) {
        if (node.isTextual()) {
            requirePlain(node.textValue());
        }
        node.properties().forEach(member -> {
            requirePlain(member.getKey());
            requirePlain(member.getValue());
        });
        node.elements().forEachRemaining(element -> {
            if (!node.isObject()) {
                requirePlain(element);
            }
        });
    }

    private static void requirePlain(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalidField("definition", "Its texts have no control characters.");
        }
        var _ = Input.storable("definition", text);
    }
}
