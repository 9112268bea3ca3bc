// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.flow;

import io.agentauth.oauth.AuthorizationRequest;
import io.agentauth.oauth.BoundToken;
import io.agentauth.oauth.DpopKey;
import io.agentauth.oauth.OAuth1Request;
import io.agentauth.oauth.OAuth1Token;
import io.agentauth.oauth.Pkce;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Authorization;
import io.agentauth.providers.OAuth1;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.endpoint.PushedEndpoint;
import io.agentauth.refresher.endpoint.SignedEndpoint;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.endpoint.Withheld;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a flow begins with: state, verifier and nonce, and where the browser is sent. Where the provider wants to be asked before the browser comes, it
 * is: for temporary credentials (RFC 5849 §2.1), or to keep the request (RFC 9126).
 */
@ApplicationScoped
class Openings {
    private static final Logger LOG = Logger.getLogger(Openings.class);
    private static final int SECRET_BITS = 256;
    private static final String OPENID = "openid";

    private final KeyRing keys;
    private final SignedEndpoint signed;
    private final PushedEndpoint pushed;

    @Inject
    Openings(KeyRing keys, SignedEndpoint signed, PushedEndpoint pushed) {
        this.keys = keys;
        this.signed = signed;
        this.pushed = pushed;
    }

    /** What a flow keeps of its request, and the URL that is the request. */
    record Opening(Sensitive state, @Nullable Sealed verifier, @Nullable Sealed nonce, URI url) {}

    /**
     * Opens a flow. Fails with what the provider said to what it is asked first: {@code connection_suspended}, {@code provider_rate_limited},
     * {@code provider_unavailable}.
     */
    Uni<Opening> open(BeginFlow.Wish wish, ConnectionCopy connection) {
        return connection
                .oauth1()
                .map(steps -> signed.begin(connection)
                        .map(Openings::requireGiven)
                        .map(temporary -> signed(wish, connection, steps, temporary)))
                .orElseGet(() -> forCode(wish, connection));
    }

    /** RFC 5849 §2.2. The temporary token, which the provider made for this flow alone, is what its callback is told by. */
    private Opening signed(BeginFlow.Wish wish, ConnectionCopy connection, OAuth1 steps, OAuth1Token temporary) {
        Map<String, String> parameters = new LinkedHashMap<>(steps.parameters());
        parameters.putAll(connection.provider().scopeParameters(connection.scopesOf(wish.scopes())));
        if (steps.nameParameter() != null) {
            parameters.put(steps.nameParameter(), connection.view().name());
        }
        Sealed secret = sealed(wish.subject(), Flow.TEMPORARY_SECRET, temporary.secret());
        URI url = OAuth1Request.authorization(endpoint(connection), temporary, parameters);
        return new Opening(temporary.identifier(), secret, null, url);
    }

    private Uni<Opening> forCode(BeginFlow.Wish wish, ConnectionCopy connection) {
        Provider provider = connection.provider();
        List<String> scopes = connection.scopesOf(wish.scopes());
        Sensitive state = Sensitive.random(SECRET_BITS);
        Pkce pkce = provider.authorization().pkce().sent(wantsPkce(connection)) ? Pkce.fresh() : null;
        Sensitive nonce = scopes.contains(OPENID) ? Sensitive.random(SECRET_BITS) : null;
        DpopKey key = connection.isBound() ? DpopKey.fresh() : null;
        AuthorizationRequest request = new AuthorizationRequest(
                endpoint(connection),
                connection.clientId(),
                connection.redirectUri(),
                state,
                provider.scopeParameters(scopes),
                pkce,
                nonce,
                parameters(provider, wish.loginHint(), key));
        Sealed verifier = sealed(wish.subject(), Flow.VERIFIER, verifier(pkce, key));
        Sealed kept = sealed(wish.subject(), Flow.NONCE, nonce);
        return url(connection, request).map(url -> new Opening(state, verifier, kept, url));
    }

    /** RFC 9126 §4: where the provider has the request, the browser takes what stands for it. */
    private Uni<URI> url(ConnectionCopy connection, AuthorizationRequest request) {
        Authorization authorization = connection.provider().authorization();
        URI whole = request.url(authorization.names());
        Authorization.Pushed place = authorization.pushed();
        return place == null
                ? Uni.createFrom().item(whole)
                : pushed.push(connection, place, request).map(came -> switch (came) {
                    case PushedEndpoint.Pushed.Kept(var kept) -> request.url(kept, authorization.names());
                    case PushedEndpoint.Pushed.Withheld(var outcome) -> requireFree(connection, place, outcome, whole);
                });
    }

    /** Where the provider also takes requests from the browser, it says there what it has against this one, as it always did. */
    private static URI requireFree(
            ConnectionCopy connection, Authorization.Pushed place, TokenOutcome outcome, URI whole) {
        if (place.required()) {
            throw Withheld.problem(outcome);
        }
        LOG.infof("connection %s: its provider does not keep the request: %s", connection.connectionId(), outcome);
        return whole;
    }

    private static OAuth1Token requireGiven(SignedEndpoint.Temporary temporary) {
        return switch (temporary) {
            case SignedEndpoint.Temporary.Given(var token) -> token;
            case SignedEndpoint.Temporary.Withheld(var outcome) -> throw Withheld.problem(outcome);
        };
    }

    /** The key goes where the verifier goes: both are of this flow, and are shown at the token endpoint. */
    private static @Nullable Sensitive verifier(@Nullable Pkce pkce, @Nullable DpopKey key) {
        Sensitive verifier = pkce == null ? null : pkce.verifier();
        return key == null
                ? verifier
                : new BoundToken(Objects.requireNonNullElse(verifier, Sensitive.of("")), key).toSensitive();
    }

    private static Map<String, String> parameters(
            Provider provider, @Nullable String loginHint, @Nullable DpopKey key) {
        Map<String, String> parameters =
                new LinkedHashMap<>(provider.authorization().parameters());
        String name = provider.authorization().loginHintParameter();
        if (name != null && loginHint != null) {
            parameters.put(name, loginHint);
        }
        if (key != null) {
            // RFC 9449 §10: the code is of use to nobody else.
            parameters.put("dpop_jkt", key.thumbprint());
        }
        return parameters;
    }

    private static boolean wantsPkce(ConnectionCopy connection) {
        return Boolean.TRUE.equals(connection.view().settings().get("pkce"));
    }

    private @Nullable Sealed sealed(Flow.Subject subject, String field, @Nullable Sensitive secret) {
        return secret == null ? null : keys.refreshTokens().seal(secret, subject.place(field));
    }

    /** Where the browser is sent. Fails with {@code provider_metadata_invalid} where nobody knows. */
    static URI endpoint(ConnectionCopy connection) {
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
}
