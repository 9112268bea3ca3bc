// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Input;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller sends for a provider.
 *
 * @param definition what a file of the catalogue says, as JSON; in a change, what is missing stays and what is null goes (RFC 7396)
 * @param issuer whose metadata says what the definition leaves out
 * @param dryRun checks, and tells what would be sent, without storing anything
 */
record Submitted(
        @Nullable Map<String, @Nullable Object> definition, @Nullable String issuer, @Nullable Boolean dryRun) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ISSUER_CHARS_MAX = 2048;
    private static final int DEFINITION_CHARS_MAX = 65_536;

    /** The definition, which may be empty where an issuer says the rest. */
    ObjectNode members() {
        if (definition == null && issuer == null) {
            throw ProblemException.invalidField("definition", "It is missing.");
        }
        ObjectNode members = JSON.valueToTree(definition == null ? Map.of() : definition);
        if (members.toString().length() > DEFINITION_CHARS_MAX) {
            throw ProblemException.invalidField(
                    "definition", "It has at most " + DEFINITION_CHARS_MAX + " characters.");
        }
        Texts.requirePlain(members);
        return members;
    }

    /** RFC 8414 §2: https, no query, no fragment. What a name leads to is checked where it is called. */
    @Nullable
    String checkedIssuer() {
        String wanted = Input.optional("issuer", issuer, ISSUER_CHARS_MAX);
        if (wanted == null) {
            return null;
        }
        try {
            URI uri = new URI(wanted);
            if ("https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return wanted;
            }
        } catch (URISyntaxException _) {
            // As below.
        }
        throw ProblemException.invalidField("issuer", "It is an https URL without user, query and fragment.");
    }

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }
}
