// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract only grows. {@code released} has a folder with the schemas of each minor version that is supported; at a release the schemas of then are
 * copied to it, and never changed.
 */
class CompatibilityTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final Path NOW = Path.of("src/main/resources/io/agentauth/events/schema");
    private static final String TYPE = "agent-auth.account-paused.v1";
    private static final ObjectMapper JSON = new ObjectMapper();

    static Collection<Class<? extends AgentAuthEvent>> types() {
        return EventTypes.all();
    }

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(RELEASED)) {
            return folders.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatWasReleasedCanStillBeRead(Path release) {
        Map<String, JsonNode> released = schemas(release);

        assertThat(released).isNotEmpty();
        assertThat(Contracts.breaks(released, schemas(NOW))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everySampleIsValidAndNothingElseIs(Class<? extends AgentAuthEvent> type) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schemas(NOW).get(EventTypes.nameOf(type)));
        JsonNode sample = JSON.readTree(EventCodec.toJson(Samples.of(type)));

        assertThat(schema.validate(sample)).isEmpty();
        sample.fieldNames().forEachRemaining(member -> {
            assertThat(schema.validate(((ObjectNode) sample.deepCopy()).without(member)))
                    .as("without " + member)
                    .isNotEmpty();
            assertThat(schema.validate(((ObjectNode) sample.deepCopy()).put(member, true)))
                    .as("another " + member)
                    .isNotEmpty();
        });
    }

    @Test
    void anEventThatIsGoneBreaks() {
        Map<String, JsonNode> now = schemas(NOW);
        now.remove(TYPE);

        assertThat(Contracts.breaks(schemas(NOW), now)).containsExactly(TYPE + " is gone");
    }

    @Test
    void aMemberThatIsGoneBreaks() {
        assertBreaks(schema -> properties(schema).remove("version"), ".version is gone");
    }

    @Test
    void aMemberOfAnotherTypeBreaks() {
        assertBreaks(schema -> member(schema, "version").put("type", "string"), ".version has another type");
    }

    @Test
    void aMemberThatMayBeNullBreaks() {
        assertBreaks(
                schema -> member(schema, "version")
                        .putArray("type")
                        .add("integer")
                        .add("null"),
                ".version has another type");
    }

    @Test
    void aMemberOfAnotherShapeBreaks() {
        assertBreaks(schema -> member(schema, "provider").remove("pattern"), ".provider has another pattern");
    }

    @Test
    void aWordMoreInAClosedListBreaks() {
        assertBreaks(
                schema -> ((ArrayNode) schema.at("/properties/actor/properties/kind/enum")).add("robot"),
                ".actor.kind has another enum");
    }

    @Test
    void aNewMemberThatIsRequiredBreaks() {
        assertBreaks(
                schema -> {
                    properties(schema).putObject("trace_id").put("type", "string");
                    ((ArrayNode) schema.get("required")).add("trace_id");
                },
                ".trace_id is required now");
    }

    @Test
    void aMemberThatMayBeMissingNowBreaks() {
        assertBreaks(
                schema -> ((ArrayNode) schema.get("required")).removeAll().add("environment_id"),
                " may be missing now");
    }

    @Test
    void aNewEventAndAMemberThatMayBeMissingBreakNothing() {
        Map<String, JsonNode> now = schemas(NOW);
        now.put("agent-auth.account-cloned.v1", JSON.createObjectNode());
        properties(now.get(TYPE)).putObject("trace_id").put("type", "string");

        assertThat(Contracts.breaks(schemas(NOW), now)).isEmpty();
    }

    @Test
    void aNullableComponentOfARecordIsAMemberThatMayBeMissing() throws Exception {
        JsonNode written = Schemas.within(Later.class);
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(written);
        ObjectNode event = JSON.createObjectNode().put("version", 3);

        assertThat(written.path("required")).extracting(JsonNode::asText).containsExactly("version");
        assertThat(schema.validate(event)).isEmpty();
        assertThat(schema.validate(event.putNull("trace_id"))).isEmpty();
        assertThat(schema.validate(event.put("trace_id", "a"))).isEmpty();
        assertThat(schema.validate(event.put("trace_id", 7))).isNotEmpty();
    }

    /** An event's record after a release that added to it. */
    record Later(long version, @Nullable String traceId) {}

    private static void assertBreaks(Consumer<JsonNode> change, String expected) {
        Map<String, JsonNode> now = schemas(NOW);
        change.accept(now.get(TYPE));

        assertThat(Contracts.breaks(schemas(NOW), now))
                .isNotEmpty()
                .allMatch(each -> each.startsWith(TYPE) && each.endsWith(expected));
    }

    private static ObjectNode properties(JsonNode schema) {
        return (ObjectNode) schema.get("properties");
    }

    private static ObjectNode member(JsonNode schema, String name) {
        return (ObjectNode) properties(schema).get(name);
    }

    private static Map<String, JsonNode> schemas(Path folder) {
        Map<String, JsonNode> schemas = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String type = file.getFileName().toString().replaceFirst("\\.json$", "");
                schemas.put(type, JSON.readTree(file.toFile()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return schemas;
    }
}
