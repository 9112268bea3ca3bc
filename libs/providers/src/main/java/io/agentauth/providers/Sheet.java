// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A provider's file before it is a {@link Provider}. One that {@code extends} a family is merged over the family's file: maps member by
 * member, everything else replaced, and {@code null} takes away (RFC 7396). {@code scopes}, {@code guide.notes} and
 * {@code guide.unconfirmed} add up, the file's own first, because what is true of a family is true of its members.
 */
public record Sheet(ObjectNode members) {
    /** The family that a file extends. */
    public static final String EXTENDS = "extends";

    private static final List<String> ADDED = List.of("/scopes", "/guide/notes", "/guide/unconfirmed");
    private static final ObjectMapper YAML = JsonMapper.builder(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * Reads a file's text.
     *
     * @throws IOException if {@code yaml} is none, or not a map
     */
    public static Sheet parse(String yaml) throws IOException {
        JsonNode read = YAML.readTree(yaml);
        if (read instanceof ObjectNode members) {
            return new Sheet(members);
        }
        throw new IOException("it is not a map");
    }

    /**
     * The same with what its family says, if it has one.
     *
     * @throws IOException if {@code families} does not have it
     */
    public Sheet merged(Function<String, Optional<ObjectNode>> families) throws IOException {
        JsonNode name = members.get(EXTENDS);
        if (name == null) {
            return this;
        }
        ObjectNode family =
                families.apply(name.asText()).orElseThrow(() -> new IOException("there is no family " + name.asText()));
        ObjectNode merged = merge(family.deepCopy(), members);
        merged.remove(EXTENDS);
        ADDED.forEach(place -> add(family.at(place), members.at(place), merged.at(place)));
        return new Sheet(merged);
    }

    /**
     * What it says, as a provider.
     *
     * @throws IOException if a member is unknown or of the wrong kind
     */
    public Provider provider() throws IOException {
        return YAML.treeToValue(members, Provider.class);
    }

    /**
     * The same of one that another release may have stored: members that this release does not know are ignored.
     *
     * @throws IOException if a member is of the wrong kind
     */
    public Provider storedProvider() throws IOException {
        return YAML.readerFor(Provider.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(members);
    }

    /** The same with {@code change} merged over it: what is {@code null} there is taken away (RFC 7396). */
    public Sheet changedBy(ObjectNode change) {
        return new Sheet(merge(members.deepCopy(), change));
    }

    /** The same as maps, lists and texts. */
    public Map<String, Object> asMap() {
        return YAML.convertValue(members, new TypeReference<>() {});
    }

    private static ObjectNode merge(ObjectNode under, ObjectNode over) {
        over.properties().forEach(member -> {
            JsonNode before = under.get(member.getKey());
            JsonNode after = member.getValue();
            if (after.isNull()) {
                under.remove(member.getKey());
            } else if (before instanceof ObjectNode map && after instanceof ObjectNode more) {
                merge(map, more);
            } else {
                under.set(member.getKey(), after.deepCopy());
            }
        });
        return under;
    }

    private static void add(JsonNode under, JsonNode over, JsonNode merged) {
        if (under instanceof ArrayNode more && over instanceof ArrayNode && merged instanceof ArrayNode all) {
            all.addAll(more);
        }
    }
}
