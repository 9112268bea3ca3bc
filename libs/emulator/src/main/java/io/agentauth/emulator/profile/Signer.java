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
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Signs ID tokens with one RSA key, made anew at each start, in the background: it may take a second. */
public final class Signer {
    private final CompletableFuture<RSAKey> key = CompletableFuture.supplyAsync(Signer::newKey);

    /** The public key as a JWK set. */
    public Reply jwks() {
        return Reply.json(
                200,
                Json.object()
                        .set("keys", Json.node(List.of(key.join().toPublicJWK().toJSONObject()))));
    }

    String sign(JWTClaimsSet claims) {
        RSAKey current = key.join();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(current.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new RSASSASigner(current));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return token.serialize();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyIDFromThumbprint(true)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }
}
