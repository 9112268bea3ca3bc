// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import io.agentauth.ids.MalformedId;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What callers may write. Texts are kept as they come, byte for byte; only what no database or header could carry is refused: control
 * characters, and halves of surrogate pairs, which UTF-8 would turn into the same question mark.
 */
public final class Input {
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,512}");
    private static final int SCOPES_MAX = 100;

    private Input() {}

    /** A text of 1 to {@code charsMax} characters that has to be there. */
    public static String required(String field, @Nullable String text, int charsMax) {
        if (text == null || text.isEmpty()) {
            throw ProblemException.invalidField(field, "It is missing.");
        }
        return checked(field, text, charsMax);
    }

    /** A text of at most {@code charsMax} characters, where there is one. */
    public static @Nullable String optional(String field, @Nullable String text, int charsMax) {
        return text == null ? null : checked(field, text, charsMax);
    }

    /**
     * Scopes, each once, in their order.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749 §3.3</a>
     */
    public static List<String> scopes(String field, @Nullable Collection<String> scopes) {
        if (scopes == null) {
            return List.of();
        }
        if (scopes.size() > SCOPES_MAX) {
            throw ProblemException.invalidField(field, "There are at most " + SCOPES_MAX + ".");
        }
        if (!scopes.stream().allMatch(Input::isScope)) {
            throw ProblemException.invalidField(
                    field, "A scope has 1 to 512 visible ASCII characters without quotes and backslashes.");
        }
        return List.copyOf(new LinkedHashSet<>(scopes));
    }

    /** An id in a path: what is none is not there. */
    public static <T> T id(String text, Function<String, T> parse, String what) {
        try {
            return parse.apply(text);
        } catch (MalformedId _) {
            throw ProblemException.notFound(what);
        }
    }

    /** An id in the query or in a cursor, where there is one: what is none is refused. */
    public static <T> @Nullable T filter(String field, @Nullable String text, Function<String, T> parse) {
        try {
            return text == null ? null : parse.apply(text);
        } catch (MalformedId _) {
            throw ProblemException.invalidField(field, "It is not one of ours.");
        }
    }

    /** {@code true} or {@code false}, the latter without a text. */
    public static boolean flag(String field, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.invalidField(field, "It is true or false.");
        };
    }

    /** A body that has to be there. */
    public static <T> T body(@Nullable T body) {
        if (body == null) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The body is missing.");
        }
        return body;
    }

    /** Refuses what cannot be stored as text. */
    public static String storable(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c) || c == 0) {
                throw ProblemException.invalidField(field, "It holds a character that cannot be stored.");
            }
        }
        return text;
    }

    private static String checked(String field, String text, int charsMax) {
        if (text.length() > charsMax) {
            throw ProblemException.invalidField(field, "It has at most " + charsMax + " characters.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw ProblemException.invalidField(field, "It has no control characters.");
        }
        return storable(field, text);
    }

    private static boolean isScope(@Nullable String scope) {
        return SCOPE.matcher(Objects.requireNonNullElse(scope, "")).matches();
    }
}
