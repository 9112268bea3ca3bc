// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a person enters where there is no consent to give: an API key, a name and a password, or whatever a provider wants; and where in a call
 * each of it goes. In {@code headers}, {@code query}, {@code body} and {@code basic}, {@code {field}} stands for what was entered.
 *
 * @param fields what is asked for, in this order; none where the provider asks for nothing
 * @param headers what is sent with every call
 * @param query the parameters that every call has in its query
 * @param body the members that every call has in its JSON body
 * @param basic user and password of HTTP Basic (RFC 7617), joined by a colon; null where it is not used
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StaticCredentials(
        List<Field> fields,
        Map<String, String> headers,
        Map<String, String> query,
        Map<String, String> body,
        @Nullable String basic) {
    /** For a provider that asks for nothing. */
    public static final StaticCredentials NONE = new StaticCredentials(null, null, null, null, null);

    /** The values of {@code auth_type} that these belong to. */
    public static final Set<String> AUTH_TYPES = Set.of("api_key", "basic", "bearer", "custom", "none");

    private static final int CHARS_MAX = 4096;
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]{1,40})}");
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7E]*");

    public StaticCredentials(
            @Nullable List<Field> fields,
            @Nullable Map<String, String> headers,
            @Nullable Map<String, String> query,
            @Nullable Map<String, String> body,
            @Nullable String basic) {
        this.fields = fields == null ? List.of() : List.copyOf(fields);
        this.headers = sorted(headers);
        this.query = sorted(query);
        this.body = sorted(body);
        this.basic = basic;
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> texts) {
        return texts == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /**
     * One of them.
     *
     * @param name in the API
     * @param label for people
     * @param hint where they find it
     * @param isPublic whether it may be shown again; {@code public} in the file
     * @param pattern the regular expression that the whole of it fits; null where any text may be right
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Field(
            String name,
            String label,
            @Nullable String hint,
            @JsonProperty("public") boolean isPublic,
            @Nullable String pattern) {}

    /** What can be wrong with what was entered in a field. */
    public enum Flaw {
        /** Nothing was entered. */
        MISSING("It is missing."),
        /** The provider has no such field. */
        UNKNOWN("There is no such field."),
        TOO_LONG("It has at most " + CHARS_MAX + " characters."),
        /** It has characters that cannot be sent where it goes. */
        UNSENDABLE("It has characters that cannot be sent."),
        /** It is not of the form that the provider's have. */
        ANOTHER_FORM("It does not have the form that the provider's have.");

        private final String message;

        Flaw(String message) {
            this.message = message;
        }

        /** As a sentence, for whoever calls the API. */
        public String message() {
            return message;
        }
    }

    /** What is wrong with {@code entered}, by field; empty if it may be right. */
    public Map<String, Flaw> flaws(Map<String, Sensitive> entered) {
        Map<String, Flaw> flaws = new LinkedHashMap<>();
        for (Field field : fields) {
            Flaw flaw = flaw(field, entered.get(field.name()));
            if (flaw != null) {
                flaws.put(field.name(), flaw);
            }
        }
        Set<String> known = fields.stream().map(Field::name).collect(Collectors.toSet());
        entered.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> flaws.put(name, Flaw.UNKNOWN));
        return flaws;
    }

    private @Nullable Flaw flaw(Field field, @Nullable Sensitive entered) {
        String text = entered == null ? "" : plain(entered);
        if (text.isBlank()) {
            return Flaw.MISSING;
        }
        if (text.length() > CHARS_MAX) {
            return Flaw.TOO_LONG;
        }
        if (text.chars().anyMatch(Character::isISOControl) || !isSendable(field, text)) {
            return Flaw.UNSENDABLE;
        }
        return field.pattern() == null || BoundedMatch.of(field.pattern(), text) ? null : Flaw.ANOTHER_FORM;
    }

    /** RFC 9110 §5.5: a header is sent in ASCII. RFC 7617 §2: there is no colon in the user's name. */
    private boolean isSendable(Field field, String text) {
        String place = "{" + field.name() + "}";
        boolean inHeader = headers.values().stream().anyMatch(template -> template.contains(place));
        boolean inUser = basic != null && basic.substring(0, basic.indexOf(':')).contains(place);
        return (!inHeader || HEADER.matcher(text).matches()) && (!inUser || text.indexOf(':') < 0);
    }

    /** What a call has with {@code entered}, which must be without {@link #flaws}. */
    public StaticShape shape(Map<String, Sensitive> entered) {
        Map<String, Sensitive> filled = filled(headers, entered);
        if (basic != null) {
            byte[] pair = plain(filled(basic, entered)).getBytes(StandardCharsets.UTF_8);
            filled.put(
                    "Authorization", Sensitive.of("Basic " + Base64.getEncoder().encodeToString(pair)));
        }
        return new StaticShape(filled, filled(query, entered), filled(body, entered));
    }

    /** Whether anything goes anywhere else than into headers. */
    @JsonIgnore
    public boolean isBeyondHeaders() {
        return !query.isEmpty() || !body.isEmpty();
    }

    private static Map<String, Sensitive> filled(Map<String, String> templates, Map<String, Sensitive> entered) {
        Map<String, Sensitive> filled = new TreeMap<>();
        templates.forEach((name, template) -> filled.put(name, filled(template, entered)));
        return filled;
    }

    /** Each place is filled once: what was entered may itself have braces. */
    private static Sensitive filled(String template, Map<String, Sensitive> entered) {
        return Sensitive.of(PLACE.matcher(template).replaceAll(found -> {
            Sensitive value = entered.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : plain(value));
        }));
    }

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_CALL_THE_PROVIDER);
    }
}
