// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The API only grows. {@code released} has the document of each minor version that is supported; at a release docs/api/openapi.yaml is copied to it, and
 * never changed.
 */
class CompatibilityTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final Path NOW = Path.of("../../docs/api/openapi.yaml");
    private static final JsonMapper YAML = new JsonMapper(new YAMLFactory());

    static Stream<Path> releases() throws IOException {
        try (Stream<Path> files = Files.list(RELEASED)) {
            return files.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    @DisplayName("Whoever calls a release's API can call today's")
    void whatWasReleasedStillHolds(Path release) {
        JsonNode released = read(release);

        assertThat(released.path("paths").size()).isGreaterThan(20);
        assertThat(Breaks.between(released, read(NOW))).isEmpty();
    }

    @Test
    void anOperationThatIsGoneBreaks() {
        breaks(now -> ((ObjectNode) now.at("/paths/~1v1~1audit")).remove("get"), "GET /v1/audit is gone");
    }

    @Test
    void aParameterThatIsGoneBreaks() {
        breaks(
                now -> ((ArrayNode) now.at("/paths/~1v1~1accounts/get/parameters")).remove(0),
                "GET /v1/accounts: query parameter connection_id is gone");
    }

    @Test
    void aParameterThatIsRequiredNowBreaks() {
        breaks(
                now -> ((ObjectNode) now.at("/paths/~1v1~1accounts/get/parameters/0")).put("required", true),
                "GET /v1/accounts: query parameter connection_id is required now");
    }

    @Test
    void aMemberOfABodyThatIsRequiredNowBreaks() {
        breaks(
                now -> ((ArrayNode) schema(now, "/paths/~1v1~1accounts/post/requestBody")
                                .path("required"))
                        .add("alias"),
                "POST /v1/accounts body.alias is required now");
    }

    @Test
    void aMemberOfABodyThatIsGoneBreaks() {
        breaks(
                now -> ((ObjectNode) schema(now, "/paths/~1v1~1accounts/post/requestBody")
                                .path("properties"))
                        .remove("alias"),
                "POST /v1/accounts body.alias is gone");
    }

    @Test
    void aWordThatIsNotTakenAnyMoreBreaks() {
        breaks(
                now -> ((ArrayNode) schema(now, "/paths/~1v1~1accounts/post/requestBody")
                                .at("/properties/identifier_type/enum"))
                        .remove(0),
                "POST /v1/accounts body.identifier_type takes fewer words");
    }

    @Test
    void aMemberOfAnAnswerThatIsGoneOrMayBeMissingOrNullBreaks() {
        breaks(
                now -> ((ObjectNode) now.at("/components/schemas/Account/properties")).remove("alias"),
                "GET /v1/accounts/{id} 200.alias is gone");
        breaks(
                now -> ((ObjectNode) now.at("/components/schemas/Account")).putArray("required"),
                "GET /v1/accounts/{id} 200.alias may be missing now");
        breaks(
                now -> ((ObjectNode) now.at("/components/schemas/Account/properties/alias"))
                        .putArray("type")
                        .add("string")
                        .add("null"),
                "GET /v1/accounts/{id} 200.alias has another type");
    }

    @Test
    void anAnswerThatDoesNotComeAnyMoreBreaks() {
        breaks(
                now -> ((ObjectNode) now.at("/paths/~1v1~1accounts/post/responses")).remove("200"),
                "POST /v1/accounts answers 200 no more");
    }

    @Test
    void whatIsAddedBreaksNothing() {
        JsonNode now = read(NOW);
        ((ObjectNode) now.path("paths"))
                .putObject("/v1/teapots")
                .putObject("get")
                .put("operationId", "listTeapots");
        ((ObjectNode) now.at("/components/schemas/Account/properties"))
                .putObject("colour")
                .put("type", "string");
        ((ArrayNode) now.at("/components/schemas/Account/properties/status/enum")).add("asleep");
        ((ObjectNode) schema(now, "/paths/~1v1~1accounts/post/requestBody").path("properties"))
                .putObject("colour")
                .put("type", "string");
        ((ArrayNode) now.at("/paths/~1v1~1accounts/get/parameters"))
                .addObject()
                .put("name", "colour")
                .put("in", "query");

        assertThat(Breaks.between(read(NOW), now)).isEmpty();
    }

    private static void breaks(Consumer<JsonNode> change, String expected) {
        JsonNode now = read(NOW);
        change.accept(now);

        assertThat(Breaks.between(read(NOW), now)).contains(expected);
    }

    private static JsonNode schema(JsonNode document, String body) {
        return document.at(body).at("/content/application~1json/schema");
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
