// SPDX-License-Identifier: Apache-2.0
package io.agentauth.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.ProblemException;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells one request from another. */
@ApplicationScoped
public class Requests {
    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final byte[] NOTHING = {};

    private final ObjectMapper json;
    private final RequestHashes hashes;

    @Inject
    Requests(ObjectMapper json, RequestHashes hashes) {
        this.json = json;
        this.hashes = hashes;
    }

    /**
     * The request of {@code environment} to do {@code what} with {@code body}.
     *
     * @param key the header, where it was sent
     */
    public Uni<Request> of(EnvironmentId environment, @Nullable String key, String what, @Nullable Object body) {
        if (key == null) {
            return Uni.createFrom().item(new Request(environment, null, NOTHING));
        }
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.invalidField(HEADER, "It has 1 to 255 visible ASCII characters.");
        }
        Sensitive text = Sensitive.of(what + '\n' + write(body));
        return hashes.get().map(hash -> new Request(environment, key, hash.hash("request", text)));
    }

    private String write(@Nullable Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be hashed", e);
        }
    }
}
