// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Sheet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Checks provider files: against the schema, against the rules, and against the rest of the catalogue. */
public final class Lint {
    private final Catalogue catalogue;
    private final JsonSchema schema;

    /** {@code catalogue}: what a file must not clash with, and whose families it may extend. */
    public Lint(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.schema = schema();
    }

    /** All that is wrong with {@code yaml}, which is the file {@code name}, by line. */
    public List<Finding> check(String name, String yaml) {
        try {
            Lines lines = new Lines(yaml);
            List<Finding> findings = new ArrayList<>();
            check(name, yaml, (field, message) -> findings.add(new Finding(lines.of(field), field, message)));
            findings.sort(Comparator.comparingInt(Finding::line).thenComparing(Finding::field));
            return findings;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            return List.of(new Finding(line, "", sentence(e.getOriginalMessage())));
        } catch (IOException e) {
            return List.of(new Finding(1, "", Objects.toString(e.getMessage())));
        }
    }

    private void check(String name, String yaml, Notes notes) throws IOException {
        JsonNode members = Sheet.parse(yaml).merged(catalogue::family).members();
        var violations = schema.validate(members);
        violations.forEach(one -> notes.add(one.getInstanceLocation().toString(), message(one.getMessage())));
        if (violations.isEmpty()) {
            Provider provider = Sheet.parse(yaml).merged(catalogue::family).provider();
            notes.require(
                    name.equals(provider.id() + ".yaml"),
                    "/id",
                    "The file of " + provider.id() + " is its id and .yaml.");
            AddressRules.check(provider, notes);
            FlowRules.check(provider, notes);
            WordRules.check(provider, notes);
            checkNeighbours(provider, notes);
        }
    }

    private void checkNeighbours(Provider provider, Notes notes) {
        String original = provider.variantOf();
        notes.require(
                original == null || catalogue.find(original).isPresent(), "/variant_of", "There is no such provider.");
        for (Provider other : catalogue.all()) {
            if (!other.id().equals(provider.id())) {
                notes.require(
                        !other.name().equalsIgnoreCase(provider.name()), "/name", other.id() + " has the same name.");
                notes.require(
                        !start(other.id()).equals(start(provider.id())),
                        "/id",
                        "It begins with the same 16 characters as " + other.id() + ".");
            }
        }
    }

    /** What places a provider in a list that is read in parts. */
    private static String start(String id) {
        return id.substring(0, Math.min(id.length(), 16));
    }

    /** Without the place, which has a column of its own. */
    private static String message(String said) {
        return said.replaceFirst("^[^ ]*: ", "");
    }

    /** The parser's words without the lines that it quotes, which are indented. */
    private static String sentence(String said) {
        return said.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(", "));
    }

    private static JsonSchema schema() {
        try (InputStream file = Lint.class.getResourceAsStream("/providers/provider.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            file,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .build());
        } catch (IOException e) {
            throw new IllegalStateException("there is no schema", e);
        }
    }
}
