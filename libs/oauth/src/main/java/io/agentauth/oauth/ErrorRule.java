// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error by its code and, where one code means several things, by one more member. In YAML a bare text is the code alone.
 *
 * @param error the error's code
 * @param pointer another member to look at
 * @param value what must be there; null: anything
 * @param reason why a person is needed, of the closed list of {@code status_reason}; for dead grants only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorRule(String error, @Nullable Pointer pointer, @Nullable String value, @Nullable String reason) {
    /** Matches {@code error} whatever else is said. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ErrorRule of(String error) {
        return new ErrorRule(error, null, null, null);
    }

    /** From its members. */
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public static ErrorRule of(
            @JsonProperty("error") String error,
            @JsonProperty("pointer") @Nullable Pointer pointer,
            @JsonProperty("value") @Nullable String value,
            @JsonProperty("reason") @Nullable String reason) {
        return new ErrorRule(error, pointer, value, reason);
    }

    boolean matches(OAuthError said) {
        return said.error().equals(error)
                && (pointer == null || isMet(said.members().at(pointer)));
    }

    private boolean isMet(Optional<String> member) {
        return value == null ? member.isPresent() : member.equals(Optional.of(value));
    }
}
