// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * operations.yaml: what code does not say.
 *
 * @param description of the whole API
 * @param tags the groups of operations, with what is in them
 * @param values closed lists, see {@link ClosedLists}
 * @param problems codes that every operation may answer
 * @param parameters what a parameter is for, by its name
 * @param operations by verb and path
 */
record Said(
        String description,
        Map<String, String> tags,
        Map<String, Object> values,
        List<String> problems,
        Map<String, String> parameters,
        Map<String, Prose> operations) {
    /**
     * About one operation.
     *
     * @param id its name in generated clients
     * @param tag the group that it is in
     * @param permission the scope that a key needs; null where none is
     * @param required the members of the body that must be there
     * @param request a body that is accepted
     * @param status of success, the usual one first
     * @param type the class of the answer, where the code leaves it open
     * @param name of the answer's schema, where it is here and others refer to it
     * @param schema the answer's schema, where no class has it
     * @param media the answer's media type, where it is not JSON's
     * @param example an answer
     * @param secret whether a secret is in the answer, so that nobody may store it
     * @param problems codes beyond those of every operation
     */
    record Prose(
            String id,
            String tag,
            String summary,
            @Nullable String description,
            @Nullable String permission,
            @Nullable List<String> required,
            @Nullable JsonNode request,
            @Nullable List<Integer> status,
            @Nullable String type,
            @Nullable String name,
            @Nullable JsonNode schema,
            @Nullable String media,
            JsonNode example,
            @Nullable Boolean secret,
            @Nullable List<String> problems) {
        Prose {
            required = Objects.requireNonNullElse(required, List.of());
            status = Objects.requireNonNullElse(status, List.of(200));
            media = Objects.requireNonNullElse(media, "application/json");
            problems = Objects.requireNonNullElse(problems, List.of());
        }

        boolean isSecret() {
            return Boolean.TRUE.equals(secret);
        }
    }

    static Said read() {
        try (InputStream file = Said.class.getResourceAsStream("/operations.yaml")) {
            // Jackson's own YAML reader does not follow aliases.
            return JsonMapper.builder().build().convertValue(new Yaml().load(file), Said.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Prose about(Operation operation) {
        Prose prose = operations.get(operation.key());
        if (prose == null) {
            throw new IllegalStateException("operations.yaml says nothing about " + operation.key());
        }
        return prose;
    }
}
