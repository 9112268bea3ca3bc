// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.wire.Call;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks assertions (RFC 7523 §3), and remembers which it has seen. */
public final class Assertions {
    private final Set<String> seen = new HashSet<>();

    /**
     * What a provider demands of one.
     *
     * @param audiences whom it may be for; none where it is for nobody in particular
     * @param algorithms that it may be signed by
     * @param lifeMax from {@code iat}, or now, to {@code exp}
     * @param once whether it has a {@code jti} that counts once
     */
    public record Rules(Set<String> audiences, Set<JWSAlgorithm> algorithms, Duration lifeMax, boolean once) {
        static Rules ofClient(Profile profile, Call call) {
            Set<JWSAlgorithm> algorithms = new HashSet<>();
            if (profile.facts().clientStyles().contains(ClientStyle.KEY_JWT)) {
                algorithms.addAll(List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256));
            }
            if (profile.facts().clientStyles().contains(ClientStyle.SECRET_JWT)) {
                algorithms.add(JWSAlgorithm.HS256);
            }
            return new Rules(
                    Set.of(profile.facts().issuer(), profile.address(call.path())),
                    algorithms,
                    Duration.ofSeconds(60),
                    true);
        }
    }

    /** What came of one that asks for tokens. */
    public sealed interface Judged {}

    /** It holds: tokens of {@code client} for {@code person}. */
    public record Holds(Clients.Client client, Person person, List<String> scopes) implements Judged {}

    /** It does not, or grants nothing. */
    public record Refused(Failure failure) implements Judged {}

    /** A secret as what signs. */
    public static JWKSet secret(String secret) {
        return new JWKSet(new OctetSequenceKey.Builder(secret.getBytes(StandardCharsets.UTF_8)).build());
    }

    /** Who says that it is theirs. */
    static Optional<String> issuer(String assertion) {
        try {
            return Optional.ofNullable(
                    SignedJWT.parse(assertion).getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    /** Its claims, if it is signed by one of {@code keys} and keeps to {@code rules}. */
    public Optional<JWTClaimsSet> check(String assertion, JWKSet keys, Rules rules, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            boolean holds = rules.algorithms().contains(jwt.getHeader().getAlgorithm())
                    && isSigned(jwt, keys)
                    && (rules.audiences().isEmpty()
                            || claims.getAudience().stream().anyMatch(rules.audiences()::contains))
                    && isInTime(claims, rules, now)
                    && (!rules.once() || isNew(claims.getJWTID()));
            return holds ? Optional.of(claims) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private static boolean isSigned(SignedJWT jwt, JWKSet keys) throws JOSEException {
        String named = jwt.getHeader().getKeyID();
        for (JWK key : keys.getKeys()) {
            boolean meant = named == null || key.getKeyID() == null || named.equals(key.getKeyID());
            if (meant && fits(jwt.getHeader().getAlgorithm(), key) && jwt.verify(verifier(key))) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(JWSAlgorithm algorithm, JWK key) {
        return switch (key) {
            case RSAKey _ -> JWSAlgorithm.Family.RSA.contains(algorithm);
            case ECKey _ -> JWSAlgorithm.Family.EC.contains(algorithm);
            case OctetSequenceKey _ -> JWSAlgorithm.Family.HMAC_SHA.contains(algorithm);
            default -> false;
        };
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case OctetSequenceKey secret -> new MACVerifier(secret);
            default -> throw new JOSEException("not a kind that signs here");
        };
    }

    private static boolean isInTime(JWTClaimsSet claims, Rules rules, Instant now) {
        Date end = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        if (end == null || (issued != null && issued.toInstant().isAfter(now.plusSeconds(1)))) {
            return false;
        }
        Instant from = issued == null ? now : issued.toInstant();
        return now.isBefore(end.toInstant())
                && Duration.between(from, end.toInstant()).compareTo(rules.lifeMax()) <= 0;
    }

    private boolean isNew(@Nullable String id) {
        return id != null && seen.add(id);
    }
}
