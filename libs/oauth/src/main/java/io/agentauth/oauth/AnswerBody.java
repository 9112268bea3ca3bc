// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.vault.Reveal;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of a body, by what it looks like more than by what its {@code Content-Type} claims. Where a member is named twice the last
 * one counts, as in every client that the provider was tried with: refusing would lose a token that may be the only one.
 */
public final class AnswerBody {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PAIRS = Pattern.compile("[\\w.~%+-]{1,100}=[^\\s<>{}\"]*");

    private AnswerBody() {}

    /** The members, if it is a JSON object or a form. */
    public static Optional<JsonNode> read(HttpAnswer answer) {
        String text = text(answer).strip();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1).strip();
        }
        return text.startsWith("{") ? object(text) : form(text);
    }

    /** The members of the JSON array that it is, or has at {@code place}; none where that is something else. */
    public static List<JsonNode> list(HttpAnswer answer, @Nullable Pointer place) {
        List<JsonNode> members = new ArrayList<>();
        try {
            JsonNode read = JSON.readTree(text(answer));
            JsonNode found = place == null ? read : place.in(read);
            if (found.isArray()) {
                found.forEach(members::add);
            }
        } catch (JsonProcessingException _) {
            // It is no JSON.
        }
        return members;
    }

    /** All of it as text. It may hold tokens. */
    static String text(HttpAnswer answer) {
        return new String(answer.body().revealBytes(Reveal.TO_VERIFY), charset(answer));
    }

    private static Charset charset(HttpAnswer answer) {
        var named = CHARSET.matcher(answer.header("content-type").orElse(""));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }

    private static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> form(String text) {
        if (!PAIRS.matcher(text).matches()) {
            return Optional.empty();
        }
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        try {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    members.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return Optional.of(members);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
