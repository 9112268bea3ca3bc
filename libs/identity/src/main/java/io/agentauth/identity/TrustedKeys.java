// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that identities are verified with: those of a file, and the issuer's, which are kept while it is away. One fetch at a time
 * (a memoised Uni, swapped by compare-and-set), and not again within {@link IdentityConfig#unknownKeyEvery()} for whatever key id.
 */
@Singleton
class TrustedKeys {
    private final Issuer issuer;
    private final Duration unknownKeyEvery;
    private final Map<String, JWSVerifier> ofFile;
    private final AtomicReference<@Nullable Uni<Boolean>> flight = new AtomicReference<>();
    private volatile Map<String, JWSVerifier> ofIssuer = Map.of();
    private volatile boolean fetched;
    private volatile long triedAt = Long.MIN_VALUE;

    @Inject
    TrustedKeys(Issuer issuer, IdentityConfig config) {
        this.issuer = issuer;
        this.unknownKeyEvery = config.unknownKeyEvery();
        this.ofFile = config.jwksFile().map(TrustedKeys::readFile).orElse(Map.of());
    }

    /** Whether anybody can be known yet. */
    boolean any() {
        return !ofFile.isEmpty() || !ofIssuer.isEmpty();
    }

    @Nullable
    JWSVerifier find(@Nullable String keyId) {
        if (keyId == null) {
            return null;
        }
        JWSVerifier key = ofIssuer.get(keyId);
        return key != null ? key : ofFile.get(keyId);
    }

    /** The key, after asking the issuer for it. Fails with {@link RefusedToken}, or {@code service_unavailable} where the issuer cannot say. */
    Uni<JWSVerifier> fetchFor(String keyId) {
        Uni<Boolean> asked = triedLately() ? Uni.createFrom().item(fetched) : fetch();
        return asked.map(answered -> require(keyId, answered));
    }

    private JWSVerifier require(String keyId, boolean answered) {
        JWSVerifier key = find(keyId);
        if (key == null) {
            throw answered ? new RefusedToken("signed with an unknown key") : unavailable();
        }
        return key;
    }

    /** Asks the issuer; false if it does not answer, and then what is known stands. */
    Uni<Boolean> fetch() {
        Uni<Boolean> mine = Uni.createFrom()
                .deferred(issuer::keys)
                .ifNoItem()
                .after(Issuer.WITHIN)
                .fail()
                .map(Unchecked.function(TrustedKeys::read))
                .invoke(keys -> ofIssuer = keys)
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false)
                .invoke(answered -> {
                    fetched = answered;
                    triedAt = System.nanoTime();
                    flight.set(null);
                })
                .memoize()
                .indefinitely();
        Uni<Boolean> theirs = flight.compareAndExchange(null, mine);
        return theirs == null ? mine : theirs;
    }

    private boolean triedLately() {
        return triedAt != Long.MIN_VALUE && System.nanoTime() - triedAt < unknownKeyEvery.toNanos();
    }

    private static Map<String, JWSVerifier> readFile(Path file) {
        try {
            return read(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("agent-auth.identity.jwks-file cannot be read: " + file, e);
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("agent-auth.identity.jwks-file is not a JWKS: " + file, e);
        }
    }

    private static Map<String, JWSVerifier> read(String jwks) throws ParseException, JOSEException {
        Map<String, JWSVerifier> keys = new HashMap<>();
        for (JWK key : JWKSet.parse(jwks).getKeys()) {
            if (key instanceof RSAKey rsa && rsa.getKeyID() != null) {
                keys.put(rsa.getKeyID(), new RSASSAVerifier(rsa.toRSAPublicKey()));
            }
        }
        return Map.copyOf(keys);
    }

    private static ProblemException unavailable() {
        return new ProblemException(ProblemType.SERVICE_UNAVAILABLE, "Identities cannot be verified now. Try again.")
                .retryAfter(Duration.ofSeconds(1));
    }
}
