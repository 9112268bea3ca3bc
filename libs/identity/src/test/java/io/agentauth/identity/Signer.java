// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Signs what an issuer signs, and what it would not. */
final class Signer {
    private final RSAKey key;

    Signer(String keyId) {
        try {
            key = new RSAKeyGenerator(2048).keyID(keyId).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String jwks(List<Signer> signers) {
        return new JWKSet(signers.stream()
                        .map(signer -> (JWK) signer.key.toPublicJWK())
                        .toList())
                .toString();
    }

    static JWTClaimsSet.Builder caller(ApiKeyId id, EnvironmentId environment, String... scopes) {
        return new JWTClaimsSet.Builder()
                .issuer("agent-auth")
                .audience("agent-auth")
                .subject(id.toString())
                .claim("env", environment.toString())
                .claim("scp", List.of(scopes))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    static JWTClaimsSet.Builder service(ServiceName from, String audience) {
        return new JWTClaimsSet.Builder()
                .issuer("agent-auth")
                .audience(audience)
                .subject(from.wireName())
                .claim("typ", "service")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    String sign(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
