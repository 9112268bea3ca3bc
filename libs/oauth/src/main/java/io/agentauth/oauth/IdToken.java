// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ID token's check: nothing in it counts before all of it holds.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect Core §3.1.3.7</a>
 */
public final class IdToken {
    /** How far clocks may be apart. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    /** Signatures by a key that only the provider has. {@code none} and those by the client secret are not among them. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private IdToken() {}

    /**
     * Checks {@code idToken}.
     *
     * @param keys the provider's JWK set, as JSON
     */
    public static Check check(Sensitive idToken, String keys, Expected expected, Instant now) {
        try {
            JWT token = JWTParser.parse(idToken.reveal(Reveal.TO_VERIFY));
            if (!(token instanceof SignedJWT signed)
                    || !ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
                return new Rejected("it is not signed by the provider");
            }
            List<JWK> candidates =
                    new JWKSelector(JWKMatcher.forJWSHeader(signed.getHeader())).select(JWKSet.parse(keys));
            if (candidates.isEmpty()) {
                return new UnknownKey();
            }
            if (!isSignedByOneOf(candidates, signed)) {
                return new Rejected("its signature does not hold");
            }
            return claims(signed.getJWTClaimsSet(), expected, now);
        } catch (ParseException | JOSEException e) {
            return new Rejected("it is malformed");
        }
    }

    private static boolean isSignedByOneOf(List<JWK> candidates, SignedJWT token) throws JOSEException {
        for (JWK candidate : candidates) {
            if (candidate instanceof AsymmetricJWK key) {
                var verifier = new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), key.toPublicKey());
                if (token.verify(verifier)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Check claims(JWTClaimsSet claims, Expected expected, Instant now) throws ParseException {
        List<String> audience = claims.getAudience();
        String party = claims.getStringClaim("azp");
        if (!expected.issuer().equals(claims.getIssuer())) {
            return new Rejected("iss is another");
        }
        if (!audience.contains(expected.clientId())) {
            return new Rejected("aud is another");
        }
        if (party == null ? audience.size() > 1 : !party.equals(expected.clientId())) {
            return new Rejected("azp is another");
        }
        if (isBefore(claims.getExpirationTime(), now.minus(LEEWAY))) {
            return new Rejected("exp has passed");
        }
        if (isBefore(issued(claims, now), now.minus(expected.ageMax()))
                || isBefore(Date.from(now.plus(LEEWAY)), issued(claims, now).toInstant())) {
            return new Rejected("iat is too far away");
        }
        if (!holds(expected.nonce(), claims.getStringClaim("nonce"))) {
            return new Rejected("nonce is another");
        }
        String subject = claims.getSubject();
        return subject == null || subject.isEmpty()
                ? new Rejected("there is no sub")
                : new Verified(
                        new ProviderAccount(subject, text(claims, "email"), text(claims, "name"), claims.getIssuer()));
    }

    private static boolean isBefore(@Nullable Date moment, Instant other) {
        return moment == null || moment.toInstant().isBefore(other);
    }

    private static Date issued(JWTClaimsSet claims, Instant now) {
        Date issued = claims.getIssueTime();
        return issued == null ? Date.from(now) : issued;
    }

    private static boolean holds(@Nullable Sensitive sent, @Nullable String said) {
        return sent == null || (said != null && sent.equals(Sensitive.of(said)));
    }

    private static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isEmpty() ? text : null;
    }

    /**
     * What must be in it.
     *
     * @param nonce what the authorization request carried; null if none was sent
     * @param ageMax how long ago it may have been issued
     */
    public record Expected(String issuer, String clientId, @Nullable Sensitive nonce, Duration ageMax) {
        /** One that was issued for a flow that has just ended. */
        public static Expected fresh(String issuer, String clientId, @Nullable Sensitive nonce) {
            return new Expected(issuer, clientId, nonce, Duration.ofMinutes(10));
        }
    }

    /** What the check found. */
    public sealed interface Check {}

    /** It holds, and tells who the account is. */
    public record Verified(ProviderAccount account) implements Check {}

    /** It is signed by a key that is not in the set: the set may be old, fetch it again once. */
    public record UnknownKey() implements Check {}

    /** It does not hold. */
    public record Rejected(String why) implements Check {}
}
