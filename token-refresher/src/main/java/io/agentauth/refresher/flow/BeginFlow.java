// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.AuthorizationRequest;
import io.agentauth.oauth.OAuth1Request;
import io.agentauth.oauth.OAuth1Token;
import io.agentauth.oauth.Pkce;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.OAuth1;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.SignedEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.telemetry.TraceContext;
import io.agentauth.upstream.Upstream;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Begins flows: makes state, cookie, verifier and nonce, or asks for temporary credentials; keeps their hashes and seals, and says where to send
 * the browser.
 */
@ApplicationScoped
class BeginFlow {
    private static final int SECRET_BITS = 256;
    private static final int NAME_CHARS = 8;
    private static final String OPENID = "openid";

    private final Connections connections;
    private final Flows flows;
    private final KeyRing keys;
    private final Upstream upstream;
    private final SignedEndpoint signed;

    @Inject
    BeginFlow(Connections connections, Flows flows, KeyRing keys, Upstream upstream, SignedEndpoint signed) {
        this.connections = connections;
        this.flows = flows;
        this.keys = keys;
        this.upstream = upstream;
        this.signed = signed;
    }

    /**
     * What begins.
     *
     * @param verification whether the code waits for the application's word
     * @param otherPerson whether the account may become another person's at the provider
     */
    record Wish(
            Flow.Subject subject,
            List<String> scopes,
            @Nullable String loginHint,
            boolean verification,
            boolean otherPerson) {}

    /** Where the browser goes, and the cookie that it takes along. */
    record Begun(URI authorizeUrl, String cookieName, Sensitive cookie) {}

    /**
     * Begins a flow in place of an unconsumed one of the same authorization. Fails with {@code connection_suspended}, {@code not_found}, and
     * {@code conflict} where the generation has ended or the authorization is used already; where temporary credentials are needed also with what
     * the provider said instead: {@code provider_rate_limited}, {@code provider_unavailable}.
     */
    Uni<Begun> begin(Wish wish) {
        keys.requireUsable();
        Flow.Subject subject = wish.subject();
        return connections
                .require(subject.environmentId(), subject.connectionId())
                .invoke(BeginFlow::requireUsable)
                .call(() -> flows.isEnded(subject).invoke(BeginFlow::requireLive))
                .chain(connection -> begin(wish, connection));
    }

    /** The origin that the browser is sent to, for a form's {@code form-action}. */
    Uni<String> origin(EnvironmentId environment, ConnectionId id) {
        return connections
                .require(environment, id)
                .map(connection -> upstream.overlay().browserUrl(endpoint(connection)))
                .map(url -> url.getScheme() + "://" + url.getRawAuthority());
    }

    private Uni<Begun> begin(Wish wish, ConnectionCopy connection) {
        return connection
                .oauth1()
                .map(steps -> signed.begin(connection)
                        .map(BeginFlow::requireGiven)
                        .chain(temporary -> beginSigned(wish, connection, steps, temporary)))
                .orElseGet(() -> beginForCode(wish, connection));
    }

    /** RFC 5849 §2.2. The temporary token, which the provider made for this flow alone, is what its callback is told by. */
    private Uni<Begun> beginSigned(Wish wish, ConnectionCopy connection, OAuth1 steps, OAuth1Token temporary) {
        Map<String, String> parameters = new LinkedHashMap<>(steps.parameters());
        parameters.putAll(connection.provider().scopeParameters(scopes(wish.scopes(), connection)));
        if (steps.nameParameter() != null) {
            parameters.put(steps.nameParameter(), connection.view().name());
        }
        Sealed secret = sealed(wish.subject(), Flow.TEMPORARY_SECRET, temporary.secret());
        Opening opening = new Opening(temporary.identifier(), secret, null);
        return begin(
                wish, connection, opening, OAuth1Request.authorization(endpoint(connection), temporary, parameters));
    }

    private Uni<Begun> beginForCode(Wish wish, ConnectionCopy connection) {
        Provider provider = connection.provider();
        List<String> scopes = scopes(wish.scopes(), connection);
        Sensitive state = Sensitive.random(SECRET_BITS);
        Pkce pkce = provider.authorization().pkce().sent(wantsPkce(connection)) ? Pkce.fresh() : null;
        Sensitive nonce = scopes.contains(OPENID) ? Sensitive.random(SECRET_BITS) : null;
        AuthorizationRequest request = new AuthorizationRequest(
                endpoint(connection),
                connection.clientId(),
                connection.redirectUri(),
                state,
                provider.scopeParameters(scopes),
                pkce,
                nonce,
                parameters(provider, wish.loginHint()));
        Opening opening = new Opening(
                state,
                sealed(wish.subject(), Flow.VERIFIER, pkce == null ? null : pkce.verifier()),
                sealed(wish.subject(), Flow.NONCE, nonce));
        return begin(
                wish, connection, opening, request.url(provider.authorization().names()));
    }

    /** What a flow keeps of its request. */
    private record Opening(Sensitive state, @Nullable Sealed verifier, @Nullable Sealed nonce) {}

    private Uni<Begun> begin(Wish wish, ConnectionCopy connection, Opening opening, URI url) {
        Sensitive cookie = Sensitive.random(SECRET_BITS);
        String name = "__Host-aa-" + UUID.randomUUID().toString().substring(0, NAME_CHARS);
        Flow flow = new Flow(
                wish.subject(),
                connection.view().redirectContext(),
                new Flow.Browser(name, keys.hashes().hash(Flows.COOKIE, cookie)),
                opening.verifier(),
                opening.nonce(),
                connection.provider().issuer(),
                scopes(wish.scopes(), connection),
                Flow.Progress.FRESH,
                new Flow.Verification(wish.verification(), null),
                wish.otherPerson(),
                TraceContext.current(),
                Map.of());
        return flows.begin(flow, opening.state())
                .invoke(BeginFlow::requireUnused)
                .map(_ -> new Begun(upstream.overlay().browserUrl(url), name, cookie));
    }

    private static OAuth1Token requireGiven(SignedEndpoint.Temporary temporary) {
        return switch (temporary) {
            case SignedEndpoint.Temporary.Given(var token) -> token;
            case SignedEndpoint.Temporary.Withheld(var outcome) -> throw withheld(outcome);
        };
    }

    private static ProblemException withheld(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.BlamesTheApp _, TokenOutcome.Refused _ ->
                new ProblemException(
                        ProblemType.CONNECTION_SUSPENDED,
                        "The provider takes no authorization of this application: its key, its secret or the redirect URI is not accepted.");
            case TokenOutcome.RateLimited limited -> limited(limited.retryAfter());
            case TokenOutcome.Granted _, TokenOutcome.Declined _, TokenOutcome.NotSent _, TokenOutcome.Ambiguous _ ->
                new ProblemException(
                        ProblemType.PROVIDER_UNAVAILABLE, "The provider gives no temporary credentials now.");
        };
    }

    private static ProblemException limited(@Nullable Duration after) {
        ProblemException problem =
                new ProblemException(ProblemType.PROVIDER_RATE_LIMITED, "The provider wants to be left alone.");
        return after == null ? problem : problem.retryAfter(after);
    }

    /** What was asked for, else what the connection asks for, else the provider's default; and what tells whose account it is. */
    private static List<String> scopes(List<String> asked, ConnectionCopy connection) {
        Provider provider = connection.provider();
        List<String> chosen = asked.isEmpty() ? connection.view().scopes() : asked;
        Set<String> scopes = new LinkedHashSet<>(chosen.isEmpty() ? provider.defaultScopes() : chosen);
        scopes.addAll(provider.identityScopes());
        return new ArrayList<>(scopes);
    }

    private static Map<String, String> parameters(Provider provider, @Nullable String loginHint) {
        Map<String, String> parameters =
                new LinkedHashMap<>(provider.authorization().parameters());
        String name = provider.authorization().loginHintParameter();
        if (name != null && loginHint != null) {
            parameters.put(name, loginHint);
        }
        return parameters;
    }

    private static boolean wantsPkce(ConnectionCopy connection) {
        return Boolean.TRUE.equals(connection.view().settings().get("pkce"));
    }

    private @Nullable Sealed sealed(Flow.Subject subject, String field, @Nullable Sensitive secret) {
        return secret == null ? null : keys.refreshTokens().seal(secret, subject.place(field));
    }

    private static URI endpoint(ConnectionCopy connection) {
        URI endpoint = connection
                .oauth1()
                .map(OAuth1::authorizationUri)
                .orElseGet(() -> connection.provider().authorization().uri());
        if (endpoint == null) {
            throw new ProblemException(
                    ProblemType.PROVIDER_METADATA_INVALID, "The connection has no authorization endpoint.");
        }
        return endpoint;
    }

    private static void requireUsable(ConnectionCopy connection) {
        if (connection.isDeleted()) {
            throw ProblemException.notFound("connection");
        }
        if (connection.isSuspended()) {
            throw new ProblemException(
                    ProblemType.CONNECTION_SUSPENDED, "The provider refuses the application's registration.");
        }
    }

    private static void requireLive(boolean ended) {
        if (ended) {
            throw new ProblemException(ProblemType.CONFLICT, "This generation of the account has ended.");
        }
    }

    private static void requireUnused(boolean begun) {
        if (!begun) {
            throw new ProblemException(ProblemType.CONFLICT, "A callback of this authorization was taken already.");
        }
    }

    /** The cookie's text, for the browser. */
    static String text(Begun begun) {
        return begun.cookie().reveal(Reveal.TO_SEND_THROUGH_THE_BROWSER);
    }
}
