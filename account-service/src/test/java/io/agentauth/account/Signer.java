// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Signs what connection-service signs: the identities of callers and of services. */
public final class Signer {
    private final RSAKey key;

    Signer() {
        try {
            key = new RSAKeyGenerator(2048).keyID("test").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String jwks() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    public String caller(ApiKeyId id, EnvironmentId environment, String... scopes) {
        return sign(new JWTClaimsSet.Builder()
                .audience("agent-auth")
                .subject(id.toString())
                .claim("env", environment.toString())
                .claim("scp", List.of(scopes)));
    }

    /** The installation key. */
    public String operator() {
        return sign(new JWTClaimsSet.Builder()
                .audience("agent-auth")
                .subject(ApiKeyId.next().toString())
                .claim("opr", true));
    }

    public String service(ServiceName from, String audience) {
        return sign(new JWTClaimsSet.Builder()
                .audience(audience)
                .subject(from.wireName())
                .claim("typ", "service"));
    }

    private String sign(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.issuer("agent-auth")
                            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
