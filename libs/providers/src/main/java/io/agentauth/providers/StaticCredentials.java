// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person enters where there is no consent to give: an API key, or a name and a password.
 *
 * @param fields what is asked for, in this order
 * @param headers what is sent with every call, with {@code {field}} in place of what was entered
 * @param basic user and password of HTTP Basic (RFC 7617), joined by a colon, with {@code {field}} in the same way; null where it is not used
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StaticCredentials(List<Field> fields, Map<String, String> headers, @Nullable String basic) {
    public StaticCredentials(
            @Nullable List<Field> fields, @Nullable Map<String, String> headers, @Nullable String basic) {
        this.fields = fields == null ? List.of() : List.copyOf(fields);
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.basic = basic;
    }

    /**
     * One of them.
     *
     * @param name in the API
     * @param label for people
     * @param hint where they find it
     * @param isPublic whether it may be shown again; {@code public} in the file
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Field(String name, String label, @Nullable String hint, @JsonProperty("public") boolean isPublic) {}
}
