// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.smallrye.mutiny.Uni;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens of one kind (RFC 7519 §7.2; RS256 alone, RFC 8725 §3.1) and remembers those that are good by their hash until they end,
 * so that a request costs a hash and a look-up.
 *
 * @param <T> what a token says
 */
abstract class TokenCheck<T> {
    private static final int TOKEN_CHARS_MAX = 4096;

    private record Remembered<T>(T value, long endsAtMillis) {}

    private final TrustedKeys keys;
    private final InstantSource clock;
    private final int rememberedMax;
    private final Map<TokenHash, Remembered<T>> remembered = new ConcurrentHashMap<>();

    TokenCheck(TrustedKeys keys, InstantSource clock, int rememberedMax) {
        this.keys = keys;
        this.clock = clock;
        this.rememberedMax = rememberedMax;
    }

    /** What the claims say; the signature, the issuer and the end are checked. */
    abstract T read(JWTClaimsSet claims) throws ParseException;

    /** What the token says, if it was verified before. */
    @Nullable
    T known(String token) {
        return token.length() > TOKEN_CHARS_MAX ? null : known(TokenHash.of(token));
    }

    /** What the token says, if that can be told without asking anybody. */
    @Nullable
    T now(String token) {
        T known = known(token);
        if (known != null) {
            return known;
        }
        try {
            SignedJWT jwt = parse(token);
            JWSVerifier key = keys.find(jwt.getHeader().getKeyID());
            return key == null ? null : verified(token, jwt, key);
        } catch (RefusedToken _) {
            return null;
        }
    }

    /** What the token says; fetches the signing key where it is new. Fails with {@link RefusedToken}, or a problem if the keys cannot be had. */
    Uni<T> verify(String token) {
        try {
            SignedJWT jwt = parse(token);
            JWSVerifier key = keys.find(jwt.getHeader().getKeyID());
            if (key != null) {
                return Uni.createFrom().item(verified(token, jwt, key));
            }
            return keys.fetchFor(jwt.getHeader().getKeyID()).map(fetched -> verified(token, jwt, fetched));
        } catch (RefusedToken refused) {
            return Uni.createFrom().failure(refused);
        }
    }

    private @Nullable T known(TokenHash hash) {
        Remembered<T> known = remembered.get(hash);
        return known == null || known.endsAtMillis() <= clock.millis() ? null : known.value();
    }

    private static SignedJWT parse(String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            throw new RefusedToken("too long");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                    || jwt.getHeader().getKeyID() == null) {
                throw new RefusedToken("not signed as ours are");
            }
            return jwt;
        } catch (ParseException _) {
            throw new RefusedToken("no JWT");
        }
    }

    /** Throws {@link RefusedToken}. */
    private T verified(String token, SignedJWT jwt, JWSVerifier key) {
        try {
            if (!jwt.verify(key)) {
                throw new RefusedToken("the signature is wrong");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date ends = claims.getExpirationTime();
            Instant now = clock.instant();
            if (ends == null || !ends.toInstant().isAfter(now)) {
                throw new RefusedToken("expired");
            }
            if (!Issuer.NAME.equals(claims.getIssuer())) {
                throw new RefusedToken("made by another issuer");
            }
            T value = read(claims);
            remember(
                    TokenHash.of(token),
                    new Remembered<>(value, ends.toInstant().toEpochMilli()));
            return value;
        } catch (JOSEException | ParseException | IllegalArgumentException _) {
            throw new RefusedToken("unreadable");
        }
    }

    private void remember(TokenHash hash, Remembered<T> value) {
        if (remembered.size() >= rememberedMax) {
            long now = clock.millis();
            remembered.values().removeIf(old -> old.endsAtMillis() <= now);
        }
        if (remembered.size() < rememberedMax) {
            remembered.put(hash, value);
        }
    }
}
