// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;

/** Signs ID tokens with one RSA key, made anew at each start. */
public final class Signer {
    private final RSAKey key;
    private final RSASSASigner signer;
    private final Reply jwks;

    public Signer() {
        try {
            key = new RSAKeyGenerator(2048)
                    .keyIDFromThumbprint(true)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
            signer = new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
        jwks = Reply.json(200, Json.object().set("keys", Json.node(new Object[] {
            key.toPublicJWK().toJSONObject()
        })));
    }

    /** The public key as a JWK set. */
    public Reply jwks() {
        return jwks;
    }

    String sign(JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return token.serialize();
    }
}
