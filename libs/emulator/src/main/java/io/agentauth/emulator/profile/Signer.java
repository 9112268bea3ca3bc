// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.emulator.grant.Code;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.time.Instant;
import java.util.Date;
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

    /** OpenID Connect Core §2: for the client, about whoever the claims are about. */
    String idToken(String issuer, Code code, ObjectNode about, Instant now) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(code.asked().clientId())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        about.properties()
                .forEach(claim -> claims.claim(
                        claim.getKey(),
                        claim.getValue().isBoolean()
                                ? claim.getValue().asBoolean()
                                : claim.getValue().asText()));
        String nonce = code.asked().nonce();
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return sign(claims.build());
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
