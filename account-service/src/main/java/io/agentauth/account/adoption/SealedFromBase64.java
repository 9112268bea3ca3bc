// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.agentauth.vault.Sealed;
import java.io.IOException;

/** Reads a sealed value as it travels. */
final class SealedFromBase64 extends StdDeserializer<Sealed> {
    SealedFromBase64() {
        super(Sealed.class);
    }

    @Override
    public Sealed deserialize(JsonParser json, DeserializationContext context) throws IOException {
        return new Sealed(json.getBinaryValue());
    }
}
