// SPDX-License-Identifier: Apache-2.0
package io.agentauth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("docs/api")
class ContractTest {
    private static final Path FOLDER = Path.of("../../docs/api");
    private static final JsonMapper YAML = JsonMapper.builder(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(
                            YAMLGenerator.Feature.MINIMIZE_QUOTES,
                            YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS,
                            YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build())
            .build();
    private static final Said SAID = Said.read();
    private static final List<Operation> OPERATIONS = Operations.all();
    private static final Contract CONTRACT = new Contract(SAID);
    private static final ObjectNode DOCUMENT = CONTRACT.document(OPERATIONS);

    static Stream<Operation> operations() {
        return OPERATIONS.stream();
    }

    @Test
    @DisplayName("openapi.yaml is what the code says; -Dupdate=true writes it")
    void document() throws IOException {
        upToDate("openapi.yaml", "# SPDX-License-Identifier: Apache-2.0\n" + YAML.writeValueAsString(DOCUMENT));
    }

    @Test
    @DisplayName("README.md is the same to read; -Dupdate=true writes it")
    void reference() throws IOException {
        upToDate("README.md", ReferencePage.of(CONTRACT, SAID, OPERATIONS));
    }

    @Test
    @DisplayName("Every operation is spoken of, nothing else is, and no two have one name")
    void operationsAndProse() {
        assertThat(OPERATIONS)
                .hasSizeGreaterThan(30)
                .extracting(Operation::key)
                .containsExactlyInAnyOrderElementsOf(SAID.operations().keySet());
        assertThat(SAID.operations().values()).extracting(Said.Prose::id).doesNotHaveDuplicates();
        assertThat(SAID.parameters().keySet())
                .containsExactlyInAnyOrderElementsOf(OPERATIONS.stream()
                        .flatMap(operation -> operation.inputs().stream())
                        .filter(input -> !input.in().equals("form"))
                        .map(Operation.Input::name)
                        .filter(name -> !name.equals("Authorization"))
                        .distinct()
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    @DisplayName("The examples of an operation are what its schemas allow")
    void examples(Operation operation) {
        JsonNode described = DOCUMENT.path("paths")
                .path(operation.path())
                .path(operation.verb().toLowerCase(Locale.ROOT));
        described.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> {
                    assertThat(response.getValue().path("content")).hasSize(1);
                    response.getValue().path("content").forEach(ContractTest::fits);
                });
        described.path("requestBody").path("content").forEach(ContractTest::fits);
        assertThat(described.path("requestBody").isMissingNode())
                .isEqualTo(operation.verb().matches("GET|DELETE"));
    }

    /** The example is there, and fits the schema beside it. */
    private static void fits(JsonNode content) {
        boolean isText = content.path("schema").path("type").asText().equals("string");
        assertThat(
                        isText
                                ? content.path("example").isTextual()
                                : content.path("example").isObject())
                .as("an example")
                .isTrue();
        ObjectNode schema = content.path("schema").deepCopy();
        schema.set("components", DOCUMENT.path("components"));
        JsonSchema compiled = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
        assertThat(compiled.validate(content.path("example"))).isEmpty();
    }

    private static void upToDate(String name, String wanted) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, wanted);
        }
        assertThat(file).as("run with -Dupdate=true").content().isEqualTo(wanted);
    }
}
