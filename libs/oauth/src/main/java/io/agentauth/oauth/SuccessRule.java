// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;

/** A member that says whether an answer is a success whatever its status, such as {@code /ok} being {@code true}. */
public record SuccessRule(Pointer pointer, String value) {
    /** Whether {@code answer} says so. */
    public boolean isMetBy(JsonNode answer) {
        return pointer.textIn(answer).filter(value::equals).isPresent();
    }
}
