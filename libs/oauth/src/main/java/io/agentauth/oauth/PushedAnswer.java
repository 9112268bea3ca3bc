// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to an authorization request that was pushed to it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126#section-2.2">RFC 9126 §2.2 and §2.3</a>
 */
public sealed interface PushedAnswer {
    /**
     * It keeps the request.
     *
     * @param requestUri what stands for it in the browser, once and for a short time
     */
    record Kept(String requestUri) implements PushedAnswer {}

    /** It does not want the request, or not from this client. */
    record Refused(String error) implements PushedAnswer {}

    /** Too many calls, and how long it wants to be left alone, if it says. */
    record Limited(@Nullable Duration after) implements PushedAnswer {}

    /** An answer that says neither yes nor no. */
    record Unclear(String why, @Nullable Duration after) implements PushedAnswer {}

    /** RFC 9126 §2.2: a URI, mostly a URN, whose form is the server's own. Whatever else it is, it is one word of a query. */
    Pattern REQUEST_URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7E]{1,2000}");

    /** Reads {@code answer}, of a server that has a way of its own to refuse too many calls. */
    static PushedAnswer read(HttpAnswer answer, TooManyCalls limits) {
        if (limits.isSaidBy(answer)) {
            return new Limited(limits.pause(answer).orElse(null));
        }
        Duration after = answer.retryAfter().orElse(null);
        Optional<JsonNode> body = AnswerBody.read(answer);
        if (answer.isSuccessful()) {
            return body.map(members -> members.path("request_uri").asText(""))
                    .filter(text -> REQUEST_URI.matcher(text).matches())
                    .<PushedAnswer>map(Kept::new)
                    .orElseGet(() -> new Unclear("no_request_uri", after));
        }
        return body.filter(_ -> answer.status() < 500)
                .flatMap(members -> OAuthError.in(answer.status(), members, TokenShape.STANDARD))
                .<PushedAnswer>map(error -> new Refused(error.error()))
                .orElseGet(() -> new Unclear("status_" + answer.status(), after));
    }
}
