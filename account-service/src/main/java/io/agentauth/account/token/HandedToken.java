// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token on its way to the application. Its access record is committed. */
record HandedToken(Sensitive token, String type, @Nullable Instant expiresAt, List<String> scopes, Told told)
        implements Handed {
    private static final JsonFactory JSON = new JsonFactory();

    static HandedToken of(FoundToken found, Sensitive opened) {
        String type = found.type();
        return new HandedToken(
                opened, type == null ? "Bearer" : type, found.expiresAt(), found.scopes(), Told.of(found.facts()));
    }

    /** The answer's body, written by hand: this is the hottest answer of the product. */
    @Override
    public Buffer toJson() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("access_token", token.reveal(Reveal.TO_HAND_OUT));
            json.writeStringField("token_type", type);
            json.writeStringField("expires_at", expiresAt == null ? null : expiresAt.toString());
            json.writeArrayFieldStart("scopes");
            for (String scope : scopes) {
                json.writeString(scope);
            }
            json.writeEndArray();
            told.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes all", e);
        }
        return Buffer.buffer(body.toByteArray());
    }
}
