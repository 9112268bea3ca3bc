// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A place in a provider's answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>
 */
public record Pointer(@JsonValue String value) {
    /** @throws IllegalArgumentException if {@code value} is no JSON pointer */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Pointer {
        if (!value.startsWith("/")) {
            throw new IllegalArgumentException("a JSON pointer begins with a slash: " + value);
        }
        var _ = JsonPointer.compile(value);
    }

    /** The value there as text, if there is a non-empty text, a number or a truth value. */
    public Optional<String> textIn(JsonNode answer) {
        return Optional.of(answer.at(value))
                .filter(JsonNode::isValueNode)
                .filter(node -> !node.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    JsonNode in(JsonNode answer) {
        return answer.at(value);
    }
}
