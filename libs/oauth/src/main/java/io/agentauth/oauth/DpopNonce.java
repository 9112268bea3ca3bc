// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A nonce that a server wants in proofs.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-8">RFC 9449 §8 and §9</a>
 */
public final class DpopNonce {
    private static final String WANTED = "use_dpop_nonce";
    private static final Pattern NQCHARS = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,1024}");
    private static final Pattern CHALLENGE =
            Pattern.compile("(?i)^\\s*DPoP\\b.*\\berror\\s*=\\s*\"?" + WANTED + "\\b.*", Pattern.DOTALL);

    private DpopNonce() {}

    /** The one for the next proof, where {@code answer} has one: RFC 9449 §8.2. */
    public static Optional<String> of(HttpAnswer answer) {
        return answer.header("dpop-nonce")
                .filter(nonce -> NQCHARS.matcher(nonce).matches());
    }

    /**
     * Whether {@code answer} refused a request for nothing but its nonce, so that nothing was looked at, let alone used up: by the error of a token endpoint
     * (§8) or the challenge of a resource (§9).
     */
    public static boolean isWantedBy(HttpAnswer answer) {
        if ((answer.status() != 400 && answer.status() != 401) || of(answer).isEmpty()) {
            return false;
        }
        boolean challenged = answer.header("www-authenticate")
                .filter(value -> CHALLENGE.matcher(value).matches())
                .isPresent();
        return challenged
                || AnswerBody.read(answer)
                        .filter(members -> members.path("error").asText().equals(WANTED))
                        .isPresent();
    }
}
