// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.nimbusds.jose.JWSAlgorithm;
import io.agentauth.emulator.grant.Person;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Call;
import io.agentauth.emulator.wire.Parameters;
import io.agentauth.emulator.wire.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The strictest provider there can be: PKCE, {@code iss}, and rotation that kills the family on reuse. It gives tokens to clients themselves, and
 * to whoever signs an assertion about a person, except {@code nobody}; and it lets people consent in another browser.
 */
final class Strict extends Profile {
    private static final String HOST = "provider.emulator.test/";
    private static final String NOBODY = "nobody";

    Strict() {
        super(new Facts(
                "emulator",
                "https://provider.emulator.test",
                Map.of(
                        HOST + "authorize", Endpoint.AUTHORIZE,
                        HOST + "token", Endpoint.TOKEN,
                        HOST + "revoke", Endpoint.REVOKE,
                        HOST + "introspect", Endpoint.INTROSPECT,
                        HOST + "userinfo", Endpoint.IDENTITY,
                        HOST + "api/me", Endpoint.IDENTITY,
                        HOST + "jwks", Endpoint.JWKS,
                        HOST + "device/code", Endpoint.DEVICE_AUTHORIZATION,
                        HOST + "device", Endpoint.DEVICE,
                        HOST + ".well-known/openid-configuration", Endpoint.DISCOVERY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST, ClientStyle.SECRET_JWT, ClientStyle.KEY_JWT),
                true,
                true,
                Switches.nature(Rotation.REUSE_KILLS_FAMILY, 3600, 60)));
    }

    @Override
    public Optional<Person> ofClient(Clients.Client client) {
        return Optional.of(new Person(client.clientId()));
    }

    @Override
    public Assertions.Judged judge(Parameters parameters, Desk desk) {
        String assertion = parameters.get("assertion");
        Optional<Clients.Client> client =
                Assertions.issuer(assertion).flatMap(issuer -> desk.clients().find(id(), issuer));
        Assertions.Rules rules = new Assertions.Rules(
                Set.of(facts().issuer()),
                Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256),
                Duration.ofSeconds(60),
                true);
        return client.flatMap(known -> desk.clients()
                        .assertions()
                        .check(assertion, known.signing(), rules, desk.grants().now())
                        .filter(claims -> claims.getSubject() != null
                                && !claims.getSubject().equals(NOBODY))
                        .<Assertions.Judged>map(claims -> new Assertions.Holds(
                                known, new Person(claims.getSubject()), scopes(parameters.get("scope")))))
                .orElse(new Assertions.Refused(Failure.BAD_ASSERTION));
    }

    /** Whoever holds a token of an assertion may end it: there is no secret to ask for. */
    @Override
    public Reply revoke(Call call, Desk desk) {
        boolean named = call.header("authorization").isPresent()
                || call.parameters().find("client_id").isPresent();
        if (named) {
            return super.revoke(call, desk);
        }
        desk.grants()
                .findAccess(call.parameters().get("token"))
                .filter(token -> token.family().slot().equals(JWT_SLOT))
                .ifPresent(desk::revoke);
        return revoked();
    }
}
