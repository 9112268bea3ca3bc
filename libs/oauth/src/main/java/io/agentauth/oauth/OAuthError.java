// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error that a provider named.
 *
 * @param error its code, cut to what may be logged
 * @param description what it adds, for people; whatever could be a token is taken out. Still not for logs
 * @param members the whole answer, for {@link ErrorRule}s
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>
 */
public record OAuthError(int status, String error, @Nullable String description, Members members)
        implements TokenAnswer {
    /** The code of a failure that names none. */
    public static final String UNNAMED = "unnamed_error";

    private static final Pattern CODE = Pattern.compile("[\\w.:/ -]{1,64}");
    private static final Pattern MAYBE_SECRET = Pattern.compile("[\\w.~+/=-]{24,}");
    private static final int DESCRIPTION_MAX = 300;

    static Optional<OAuthError> in(int status, JsonNode answer, TokenShape shape) {
        Optional<String> code = shape.error().stream()
                .flatMap(place -> code(answer, place).stream())
                .findFirst();
        boolean refused = shape.success() != null && !shape.success().isMetBy(answer);
        if (code.isEmpty() && !refused) {
            return Optional.empty();
        }
        String description = shape.errorDescription()
                .textIn(answer)
                .map(OAuthError::printable)
                .orElse(null);
        return Optional.of(new OAuthError(status, code.orElse(UNNAMED), description, new Members(answer)));
    }

    /** The code as text, or, where an object stands for it, the object's code. */
    private static Optional<String> code(JsonNode answer, Pointer pointer) {
        JsonNode said = pointer.in(answer);
        Optional<String> code = said.isObject()
                ? Stream.of("code", "type", "status", "message")
                        .map(name -> said.path(name).asText(""))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .or(() -> Optional.of(UNNAMED))
                : pointer.textIn(answer).filter(text -> !said.isBoolean() || said.asBoolean());
        return code.map(text -> CODE.matcher(text).matches() ? text : UNNAMED);
    }

    private static String printable(String text) {
        String plain = MAYBE_SECRET.matcher(text.replaceAll("\\p{Cntrl}", " ")).replaceAll("…");
        return plain.length() > DESCRIPTION_MAX ? plain.substring(0, DESCRIPTION_MAX) : plain;
    }

    /** The answer's members. They may echo what was sent, so they do not print. */
    public static final class Members {
        private final JsonNode members;

        Members(JsonNode members) {
            this.members = members;
        }

        Optional<String> at(Pointer pointer) {
            return pointer.textIn(members);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Members that && members.equals(that.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }

        @Override
        public String toString() {
            return "Members[redacted]";
        }
    }
}
