// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.agentauth.account.credential.Entered;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.providers.StaticShape;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person entered, on its way to the application: in the shape that the provider wants it in every call, and as it was entered. Or what
 * signs calls: by OAuth 1.0a, the fields that sign, and what is enough without a signature where the provider takes that; by DPoP, a token and its key.
 */
record HandedCredentials(String authType, StaticShape shape, Entered entered, @Nullable Instant expiresAt)
        implements Handed {
    static final String OAUTH1 = "oauth1";
    static final String DPOP = "dpop";

    private static final String AUTHORIZATION = "Authorization";
    private static final JsonFactory JSON = new JsonFactory();

    HandedCredentials(String authType, StaticShape shape, Entered entered) {
        this(authType, shape, entered, null);
    }

    /** A token that is bound to a key is handed out with the key: each call has a proof of its own (RFC 9449 §7.1). */
    static HandedCredentials of(BoundToken bound, @Nullable Instant expiresAt) {
        Map<String, Sensitive> headers = Map.of(AUTHORIZATION, ClientProof.formatted("DPoP {token}", bound.token()));
        Map<String, Sensitive> fields =
                Map.of("access_token", bound.token(), "private_key", bound.key().toSensitive());
        return new HandedCredentials(
                DPOP, new StaticShape(headers, Map.of(), Map.of()), new Entered(fields), expiresAt);
    }

    static HandedCredentials of(OAuth1Grant grant) {
        Sensitive header = grant.header();
        Map<String, Sensitive> headers = header == null ? Map.of() : Map.of(AUTHORIZATION, header);
        return new HandedCredentials(OAUTH1, new StaticShape(headers, Map.of(), Map.of()), new Entered(grant.fields()));
    }

    @Override
    public Buffer toJson() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("auth_type", authType);
            write(json, "headers", shape.headers());
            write(json, "query", shape.query());
            write(json, "body", shape.body());
            write(json, "fields", entered.fields());
            json.writeStringField("expires_at", expiresAt == null ? null : expiresAt.toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes all", e);
        }
        return Buffer.buffer(body.toByteArray());
    }

    private static void write(JsonGenerator json, String name, Map<String, Sensitive> secrets) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Sensitive> secret : secrets.entrySet()) {
            json.writeStringField(secret.getKey(), secret.getValue().reveal(Reveal.TO_HAND_OUT));
        }
        json.writeEndObject();
    }
}
