// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.nimbusds.jose.jwk.JWKSet;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Hash;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The clients that are registered at the providers. One that is not is taken all the same, with the common secret, unless this is switched off. */
public final class Clients {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Map<String, Client> registered = new HashMap<>();
    private final Assertions assertions = new Assertions();
    private final String commonSecret;
    private final String commonSecretHash;
    private final boolean open;

    /**
     * A registration.
     *
     * @param signing what it signs assertions with: its public keys, or its secret
     * @param redirectUris compared whole; empty lets any pass
     */
    public record Client(
            String provider, String clientId, String secretHash, JWKSet signing, List<String> redirectUris) {
        /** Whether the URI is one of the registered ones, character by character (RFC 9700 §4.1.3). */
        public boolean allows(String redirectUri) {
            return redirectUris.isEmpty() || redirectUris.contains(redirectUri);
        }
    }

    /** What came of a client's proof. */
    public sealed interface Proof {
        record Known(Client client) implements Proof {}

        record Not(Failure failure) implements Proof {}
    }

    private record Shown(String clientId, String secretHash, ClientStyle style) {}

    public Clients(String commonSecret, boolean open) {
        this.commonSecret = commonSecret;
        this.commonSecretHash = Hash.hex(commonSecret);
        this.open = open;
    }

    public void register(Client client) {
        registered.put(key(client.provider(), client.clientId()), client);
    }

    public void remove(String provider, String clientId) {
        registered.remove(key(provider, clientId));
    }

    public Collection<Client> registered() {
        return registered.values();
    }

    public Optional<Client> find(String provider, String clientId) {
        Client known = registered.get(key(provider, clientId));
        if (known == null && open && !clientId.isEmpty()) {
            return Optional.of(
                    new Client(provider, clientId, commonSecretHash, Assertions.secret(commonSecret), List.of()));
        }
        return Optional.ofNullable(known);
    }

    /** The client id that a request names, proved or not. */
    public static String named(Call call) {
        return basic(call)
                .map(Shown::clientId)
                .or(() -> call.parameters().find("client_id"))
                .or(() -> call.parameters().find("assertion").flatMap(Assertions::issuer))
                .orElse("");
    }

    /** What signs assertions, and whether they were seen before. */
    public Assertions assertions() {
        return assertions;
    }

    /** Takes a proof in the provider's styles only, and never two at once. */
    Proof prove(Profile profile, Call call, Instant now) {
        Optional<String> assertion = call.parameters().find("client_assertion");
        boolean secret = basic(call).isPresent()
                || call.parameters().find("client_secret").isPresent();
        if (assertion.isPresent() && secret) {
            return new Proof.Not(Failure.TWO_CREDENTIALS);
        }
        return assertion
                .map(one -> proveByAssertion(profile, call, one, now))
                .orElseGet(() -> prove(profile.id(), call, profile.facts().clientStyles()));
    }

    /** RFC 7523 §3, OpenID Connect Core §9: about itself, for this provider, once, and not for long. */
    private Proof proveByAssertion(Profile profile, Call call, String assertion, Instant now) {
        String clientId = Assertions.issuer(assertion).orElse("");
        Optional<Client> client = find(profile.id(), clientId);
        boolean named = call.parameters()
                        .find("client_id")
                        .filter(one -> !one.equals(clientId))
                        .isEmpty()
                && call.parameters().get("client_assertion_type").equals(ASSERTION_TYPE);
        if (client.isEmpty() || !named) {
            return new Proof.Not(Failure.UNKNOWN_CLIENT);
        }
        boolean proved = assertions
                .check(assertion, client.get().signing(), Assertions.Rules.ofClient(profile, call), now)
                .filter(claims -> clientId.equals(claims.getSubject()))
                .isPresent();
        return proved ? new Proof.Known(client.get()) : new Proof.Not(Failure.BAD_SECRET);
    }

    /** Takes a secret in the accepted styles only, and never twice. */
    public Proof prove(String provider, Call call, Set<ClientStyle> accepted) {
        Optional<Shown> basic = basic(call);
        Optional<String> posted = call.parameters().find("client_secret");
        if (basic.isPresent() && posted.isPresent()) {
            return new Proof.Not(Failure.TWO_CREDENTIALS);
        }
        Shown shown = basic.orElseGet(
                () -> new Shown(call.parameters().get("client_id"), Hash.hex(posted.orElse("")), ClientStyle.POST));
        String inBody = call.parameters().find("client_id").orElse(shown.clientId());
        Optional<Client> client = find(provider, shown.clientId());
        if (client.isEmpty() || !inBody.equals(shown.clientId())) {
            return new Proof.Not(Failure.UNKNOWN_CLIENT);
        }
        boolean proved =
                accepted.contains(shown.style()) && client.get().secretHash().equals(shown.secretHash());
        return proved ? new Proof.Known(client.get()) : new Proof.Not(Failure.BAD_SECRET);
    }

    /** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
    private static Optional<Shown> basic(Call call) {
        return call.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
                .flatMap(value -> parts(value.substring(6).strip()));
    }

    private static Optional<Shown> parts(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Shown(
                            decoded(pair.substring(0, colon)),
                            Hash.hex(decoded(pair.substring(colon + 1))),
                            ClientStyle.BASIC));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    private static String key(String provider, String clientId) {
        return provider + ' ' + clientId;
    }
}
