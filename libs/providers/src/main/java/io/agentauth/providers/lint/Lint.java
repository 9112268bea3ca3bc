// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks provider files: against the schema, against the rules, and against the rest of the catalogue. */
public final class Lint {
    private static final Set<String> PROTOCOL = Set.of(
            "response_type",
            "response_mode",
            "grant_type",
            "client_id",
            "client_secret",
            "redirect_uri",
            "state",
            "nonce",
            "code",
            "code_challenge",
            "code_challenge_method",
            "code_verifier",
            "refresh_token",
            "username",
            "password");

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

    /**
     * All that is wrong with a provider that is not in the catalogue and never will be: an application's own. It keeps to the same schema and the
     * same rules, has an id that no file may have, belongs to no family, and is not for testing, because that is hidden in production. There are
     * no lines.
     */
    public List<Finding> checkCustom(Sheet sheet) {
        List<Finding> findings = new ArrayList<>();
        Notes notes = (field, message) -> findings.add(new Finding(0, field, message));
        try {
            check(sheet, notes).ifPresent(provider -> {
                notes.require(
                        provider.id().startsWith(Provider.CUSTOM),
                        "/id",
                        "It begins with " + Provider.CUSTOM + ", so that no provider of the catalogue is ever meant.");
                notes.require(!provider.isForTesting(), "/category", "It is not testing.");
                notes.require(provider.variantOf() == null, "/variant_of", "It is for the catalogue.");
                notes.require(
                        provider.machine().isEmpty(), "/machine", "Ways without consent are for the catalogue as yet.");
                checkParameters(
                        "/authorization/parameters", provider.authorization().parameters(), notes);
                checkParameters("/token/code_parameters", provider.token().codeParameters(), notes);
                checkParameters("/token/refresh_parameters", provider.token().refreshParameters(), notes);
                notes.require(
                        provider.staticCredentials().fields().stream().allMatch(field -> field.pattern() == null),
                        "/credentials/fields",
                        "A pattern is for the catalogue: one can be written that takes forever.");
                provider.facts()
                        .byName()
                        .forEach((name, fact) -> notes.require(
                                fact.pattern() == null,
                                "/facts/" + name + "/pattern",
                                "A pattern is for the catalogue: one can be written that takes forever."));
            });
        } catch (IOException e) {
            notes.add("", sentence(Objects.toString(e.getMessage())));
        }
        return findings;
    }

    /** Another response type or grant than the code's is another flow, which nobody asked for (RFC 9700 §2.1.2, §2.4). */
    private static void checkParameters(String field, Map<String, String> parameters, Notes notes) {
        parameters.keySet().stream()
                .filter(PROTOCOL::contains)
                .forEach(name -> notes.add(field, name + " is the protocol's, and not the provider's to say."));
    }

    private void check(String name, String yaml, Notes notes) throws IOException {
        check(Sheet.parse(yaml).merged(catalogue::family), notes).ifPresent(provider -> {
            notes.require(
                    name.equals(provider.id() + ".yaml"),
                    "/id",
                    "The file of " + provider.id() + " is its id and .yaml.");
            notes.require(
                    !provider.id().startsWith(Provider.CUSTOM),
                    "/id",
                    Provider.CUSTOM + " is for applications' own providers.");
        });
    }

    /** The provider, where the schema lets it be one. */
    private Optional<Provider> check(Sheet sheet, Notes notes) throws IOException {
        var violations = schema.validate(sheet.members());
        violations.forEach(one -> notes.add(one.getInstanceLocation().toString(), message(one.getMessage())));
        if (!violations.isEmpty()) {
            return Optional.empty();
        }
        Provider provider = sheet.provider();
        AddressRules.check(provider, notes);
        FlowRules.check(provider, notes);
        WordRules.check(provider, notes);
        checkNeighbours(provider, notes);
        return Optional.of(provider);
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
                        provider.id().startsWith(Provider.CUSTOM)
                                || !start(other.id()).equals(start(provider.id())),
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
