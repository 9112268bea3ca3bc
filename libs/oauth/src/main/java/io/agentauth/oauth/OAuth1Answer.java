// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider of OAuth 1.0a said to a request for temporary credentials or for a token. */
public sealed interface OAuth1Answer {
    /**
     * It gave them.
     *
     * @param callbackConfirmed whether it is the revised protocol, in which a verifier proves who came back; of temporary credentials only
     */
    record Issued(OAuth1Token token, boolean callbackConfirmed) implements OAuth1Answer {}

    /**
     * It refused, by RFC 5849 §3.2 with 400 or 401, and mostly says why in words alone.
     *
     * @param problem the word behind {@code oauth_problem} where there is one, else the status
     */
    record Refused(String problem) implements OAuth1Answer {}

    /** Too many calls. */
    record Limited(@Nullable Duration after) implements OAuth1Answer {}

    /** Nobody can say what it made of it. */
    record Ambiguous(@Nullable Duration after, String why) implements OAuth1Answer {}

    /** Reads an answer, of a provider that refuses too many calls as {@code limits} has it. */
    static OAuth1Answer read(HttpAnswer answer, TooManyCalls limits) {
        JsonNode members = AnswerBody.read(answer).orElse(MissingNode.getInstance());
        String identifier = members.path("oauth_token").asText("");
        String secret = members.path("oauth_token_secret").asText("");
        String status = "status_" + answer.status();
        if (answer.isSuccessful() && !identifier.isEmpty() && !secret.isEmpty()) {
            return new Issued(
                    new OAuth1Token(Sensitive.of(identifier), Sensitive.of(secret)),
                    members.path("oauth_callback_confirmed").asText("").equals("true"));
        }
        if (limits.isSaidBy(answer)) {
            return new Limited(limits.pause(answer).orElse(null));
        }
        return answer.status() >= 400 && answer.status() < 500 && answer.status() != 408
                ? new Refused(members.path("oauth_problem").asText(status))
                : new Ambiguous(answer.retryAfter().orElse(null), status);
    }
}
