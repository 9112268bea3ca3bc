// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.Identity;
import io.agentauth.providers.Provider;
import io.agentauth.providers.StaticCredentials;
import io.agentauth.providers.StaticCredentials.Field;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a person enters goes somewhere, each field of it, and where its {@code auth_type} says. */
final class CredentialRules {
    private static final String CREDENTIALS = "/credentials";
    private static final String FIELDS = "/credentials/fields";

    private CredentialRules() {}

    static void check(Provider provider, Notes notes) {
        List<String> types = provider.authTypes().stream()
                .filter(StaticCredentials.AUTH_TYPES::contains)
                .toList();
        StaticCredentials credentials = provider.credentials();
        notes.require(
                types.size() < 2,
                "/auth_types",
                "Of " + String.join(", ", types) + " there is one, because there is one set of credentials.");
        boolean entered = types.stream().anyMatch(type -> !type.equals("none"));
        notes.require(
                entered == (credentials != null),
                CREDENTIALS,
                "They go with the auth_types api_key, basic, bearer and custom.");
        if (credentials != null && types.size() == 1) {
            checkWay(types.getFirst(), credentials, notes);
            checkFields(credentials, notes);
            Identity identity = provider.identity();
            notes.require(
                    credentials.body().isEmpty()
                            || identity == null
                            || identity.method().equals("POST"),
                    "/identity/method",
                    "A call with members in its body is a POST.");
        }
    }

    private static void checkWay(String type, StaticCredentials credentials, Notes notes) {
        notes.require(
                type.equals("basic") == (credentials.basic() != null),
                "/credentials/basic",
                "It goes with the auth_type basic.");
        boolean carried =
                credentials.basic() != null || !credentials.headers().isEmpty() || credentials.isBeyondHeaders();
        notes.require(carried, CREDENTIALS, "They are sent in headers, in the query, in the body or as basic.");
        notes.require(
                type.equals("custom") || credentials.body().isEmpty(),
                "/credentials/body",
                "It goes with the auth_type custom.");
        notes.require(
                !type.equals("bearer")
                        || credentials
                                .headers()
                                .getOrDefault("Authorization", "")
                                .startsWith("Bearer {"),
                "/credentials/headers",
                "The auth_type bearer is Authorization: Bearer and a field.");
    }

    private static void checkFields(StaticCredentials credentials, Notes notes) {
        Set<String> names = new HashSet<>();
        for (Field field : credentials.fields()) {
            notes.require(names.add(field.name()), FIELDS, field.name() + " is there twice.");
            notes.require(
                    templates(credentials).anyMatch(template -> template.contains("{" + field.name() + "}")),
                    FIELDS,
                    field.name() + " goes nowhere.");
            checkPattern(FIELDS, field, notes);
        }
        templates(credentials)
                .forEach(template -> notes.require(
                        unknown(template, names) == null, CREDENTIALS, unknown(template, names) + " is not a field."));
    }

    static void checkPattern(String place, Field field, Notes notes) {
        try {
            String pattern = field.pattern();
            if (pattern != null) {
                var _ = Pattern.compile(pattern);
            }
        } catch (PatternSyntaxException _) {
            notes.add(place, "The pattern of " + field.name() + " is no regular expression.");
        }
    }

    private static Stream<String> templates(StaticCredentials credentials) {
        return Stream.concat(
                Stream.of(credentials.headers(), credentials.query(), credentials.body())
                        .map(Map::values)
                        .flatMap(Collection::stream),
                Stream.ofNullable(credentials.basic()));
    }

    private static @Nullable String unknown(String template, Set<String> names) {
        String rest = template;
        for (String name : names) {
            rest = rest.replace("{" + name + "}", "");
        }
        int brace = rest.indexOf('{');
        return brace < 0 ? null : rest.substring(brace);
    }
}
