// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.connections.keyset.SigningKeys;
import io.agentauth.identity.AddressRange;
import io.agentauth.identity.Caller;
import io.agentauth.identity.Issuer;
import io.agentauth.identity.Permission;
import io.agentauth.identity.ServiceName;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs identities (RFC 7519; RS256, which is the cheapest to verify). */
@ApplicationScoped
public class Identities {
    private final SigningKeys keys;
    private final TokenConfig config;

    @Inject
    Identities(SigningKeys keys, TokenConfig config) {
        this.keys = keys;
        this.config = config;
    }

    /** A signed identity. */
    public record Signed(Sensitive token, Instant expiresAt) {
        /** Seconds from now to its end, for {@code expires_in}. */
        public long secondsLeft() {
            return Math.max(0, Duration.between(Instant.now(), expiresAt).toSeconds());
        }
    }

    /** The identity of a caller; it ends with its key at the latest. */
    public Uni<Signed> ofCaller(Caller caller, @Nullable Instant keyExpiresAt) {
        Instant end = Instant.now().plus(config.callerLife()).truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = keyExpiresAt != null && keyExpiresAt.isBefore(end) ? keyExpiresAt : end;
        JWTClaimsSet.Builder claims = claims(expiresAt)
                .audience(Issuer.CALLERS)
                .subject(caller.keyId().toString())
                .claim(
                        Issuer.SCOPES_CLAIM,
                        caller.permissions().stream()
                                .map(Permission::wireName)
                                .sorted()
                                .toList());
        if (caller.environmentId() != null) {
            claims.claim(Issuer.ENVIRONMENT_CLAIM, caller.environmentId().toString());
        }
        if (!caller.allowedAddresses().isEmpty()) {
            claims.claim(
                    Issuer.ADDRESSES_CLAIM,
                    caller.allowedAddresses().stream()
                            .map(AddressRange::toString)
                            .toList());
        }
        if (caller.operator()) {
            claims.claim(Issuer.OPERATOR_CLAIM, true);
        }
        return sign(claims, expiresAt);
    }

    /** The identity of {@code service} for {@code callee}. */
    public Uni<Signed> ofPeer(ServiceName service, ServiceName callee) {
        Instant expiresAt = Instant.now().plus(config.serviceLife()).truncatedTo(ChronoUnit.SECONDS);
        return sign(
                claims(expiresAt)
                        .audience(callee.wireName())
                        .subject(service.wireName())
                        .claim(Issuer.TYPE_CLAIM, Issuer.SERVICE_TYPE),
                expiresAt);
    }

    private static JWTClaimsSet.Builder claims(Instant expiresAt) {
        return new JWTClaimsSet.Builder()
                .issuer(Issuer.NAME)
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(expiresAt))
                .jwtID(UUID.randomUUID().toString());
    }

    private Uni<Signed> sign(JWTClaimsSet.Builder claims, Instant expiresAt) {
        return keys.get().map(known -> new Signed(sign(known.signer(), claims.build()), expiresAt));
    }

    private static Sensitive sign(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(key));
            return Sensitive.of(jwt.serialize());
        } catch (JOSEException e) {
            throw new IllegalStateException("an identity cannot be signed", e);
        }
    }
}
