// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells one request from another. */
@ApplicationScoped
public class Requests {
    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final ObjectMapper json;

    @Inject
    Requests(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The request of {@code environment} to do {@code what} with {@code body}.
     *
     * @param key the header, where it was sent
     */
    public Request of(EnvironmentId environment, @Nullable String key, String what, @Nullable Object body) {
        if (key != null && !KEY.matcher(key).matches()) {
            throw ProblemException.invalidField(HEADER, "It has 1 to 255 visible ASCII characters.");
        }
        return new Request(environment, key, key == null ? new byte[0] : hash(what, body));
    }

    private byte[] hash(String what, @Nullable Object body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(what.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return digest.digest(json.writeValueAsBytes(body));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be hashed", e);
        }
    }
}
