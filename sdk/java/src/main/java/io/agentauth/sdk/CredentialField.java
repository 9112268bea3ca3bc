// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a person enters where there is no consent to give.
 *
 * @param isPublic whether it may be shown again
 * @param pattern the regular expression that the whole of it fits
 */
public record CredentialField(
        String name,
        String label,
        @Nullable String hint,
        @JsonProperty("public") boolean isPublic,
        @Nullable String pattern) {}
