// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.IdToken;
import io.agentauth.oauth.ProviderAccount;
import io.agentauth.providers.Identity;
import io.agentauth.providers.IdentityAnswer;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Site;
import io.agentauth.providers.Sites;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.IdentityCall;
import io.agentauth.refresher.endpoint.Order;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whose account it is at the provider: by the ID token that came along (OpenID Connect Core §3.1.3.7), and by the provider's identity call. An
 * ID token that does not hold ends the exchange; a provider that does not say leaves the account without.
 */
@ApplicationScoped
class Identification {
    private static final Logger LOG = Logger.getLogger(Identification.class);

    private final IdentityCall calls;
    private final ProviderKeys providerKeys;
    private final KeyRing keys;
    private final ExchangeConfig config;

    @Inject
    Identification(IdentityCall calls, ProviderKeys providerKeys, KeyRing keys, ExchangeConfig config) {
        this.calls = calls;
        this.providerKeys = providerKeys;
        this.keys = keys;
        this.config = config;
    }

    /** What was learnt. */
    sealed interface Who {
        /** Nothing speaks against it; the account where it is known, and what was told of it beside. */
        record Accepted(@Nullable ProviderAccount account, Map<String, String> facts, List<Site> sites) implements Who {
            static Accepted of(@Nullable ProviderAccount account) {
                return new Accepted(account, Map.of(), List.of());
            }
        }

        /** The ID token does not hold, or is another person's: nothing of this exchange may be kept. */
        record Rejected(String why) implements Who {}
    }

    Uni<Who> identify(Flow flow, ConnectionCopy connection, TokenOutcome.Granted granted) {
        return idToken(flow, connection, granted).chain(said -> switch (said) {
            case Who.Rejected rejected -> Uni.createFrom().item(rejected);
            case Who.Accepted accepted ->
                Uni.combine()
                        .all()
                        .unis(ask(connection, granted), sites(connection, granted))
                        .with((told, sites) ->
                                told.or(() -> nobodys(connection, granted)).with(sites))
                        .map(told -> agreed(connection, accepted.account(), told));
        });
    }

    /** Where nobody consents and nobody is told: whom the token was asked for, else the application itself. */
    private static Optional<ProviderAccount> nobodys(ConnectionCopy connection, TokenOutcome.Granted granted) {
        Sensitive order = granted.tokens().getFirst().refresh();
        return connection.machine().isEmpty() || order == null
                ? Optional.empty()
                : Optional.of(new ProviderAccount(
                        Order.from(order).subject().orElseGet(connection::clientId),
                        null,
                        null,
                        connection.provider().issuer()));
    }

    private Uni<Who> idToken(Flow flow, ConnectionCopy connection, TokenOutcome.Granted granted) {
        Identity identity = connection.provider().identity();
        // Where no browser takes part there is no nonce, and no ID token to wait for.
        boolean needed = identity != null && identity.kind() == Identity.Kind.ID_TOKEN && flow.nonce() != null;
        Sensitive token = granted.idToken();
        URI uri = connection.provider().jwksUri();
        String issuer = flow.expectedIssuer();
        if (token == null || uri == null || issuer == null) {
            return Uni.createFrom().item(needed ? new Who.Rejected("there is no ID token") : Who.Accepted.of(null));
        }
        IdToken.Expected expected = IdToken.Expected.fresh(issuer, connection.clientId(), nonce(flow));
        return check(token, uri, expected, false)
                .chain(check -> check.isPresent() && check.get() instanceof IdToken.UnknownKey
                        ? check(token, uri, expected, true)
                        : Uni.createFrom().item(check))
                .map(check -> verdict(check, needed));
    }

    private Uni<Optional<IdToken.Check>> check(Sensitive token, URI uri, IdToken.Expected expected, boolean anew) {
        return providerKeys
                .of(uri, anew)
                .map(found -> found.map(jwks -> IdToken.check(token, jwks, expected, Instant.now())));
    }

    /** Keys that cannot be had are no reason to refuse, unless the ID token is all that tells. */
    private static Who verdict(Optional<IdToken.Check> check, boolean needed) {
        if (check.isEmpty()) {
            return needed ? new Who.Rejected("the keys cannot be had") : Who.Accepted.of(null);
        }
        return switch (check.get()) {
            case IdToken.Verified verified -> Who.Accepted.of(verified.account());
            case IdToken.UnknownKey _ -> new Who.Rejected("it is signed by an unknown key");
            case IdToken.Rejected rejected -> new Who.Rejected(rejected.why());
        };
    }

    private @Nullable Sensitive nonce(Flow flow) {
        return flow.nonce() == null
                ? null
                : keys.refreshTokens().open(flow.nonce(), flow.subject().place(Flow.NONCE));
    }

    /** What the identity call told, and the list of sites. */
    private record Told(Optional<ProviderAccount> account, Map<String, String> facts, List<Site> sites) {
        static final Told NOTHING = new Told(Optional.empty(), Map.of(), List.of());

        Told or(Supplier<Optional<ProviderAccount>> other) {
            return new Told(account.or(other), facts, sites);
        }

        Told with(List<Site> others) {
            return new Told(account, facts, others);
        }
    }

    private Uni<List<Site>> sites(ConnectionCopy connection, TokenOutcome.Granted granted) {
        Sites sites = connection.provider().sites();
        return sites == null
                ? Uni.createFrom().item(List.of())
                : calls.sites(connection, sites, asking(connection, granted), config.identityWithin());
    }

    private Uni<Told> ask(ConnectionCopy connection, TokenOutcome.Granted granted) {
        Identity identity = connection.provider().identity();
        if (identity == null || identity.endpoint() == null) {
            return Uni.createFrom().item(Told.NOTHING);
        }
        return calls.ask(connection, identity, asking(connection, granted), config.identityWithin())
                .map(answer -> answer instanceof Answered(var page)
                                && read(connection.provider(), identity, page)
                                        instanceof IdentityAnswer.Known(var account)
                        ? new Told(
                                Optional.of(account),
                                connection.provider().facts().ofIdentity(page),
                                List.of())
                        : nobody(connection));
    }

    private static IdentityAnswer read(Provider provider, Identity identity, HttpAnswer page) {
        return identity.read(page, provider.issuer(), provider.tooManyCalls());
    }

    private static Told nobody(ConnectionCopy connection) {
        LOG.infof("connection %s: its provider does not say whose account it is", connection.connectionId());
        return Told.NOTHING;
    }

    /** The default slot's token, or whichever there is. */
    private static Sensitive asking(ConnectionCopy connection, TokenOutcome.Granted granted) {
        String slot = connection.provider().defaultSlot().name();
        return granted.tokens().stream()
                .filter(token -> token.slot().equals(slot))
                .findFirst()
                .map(GrantedToken::access)
                .orElseGet(() -> granted.tokens().getFirst().access());
    }

    /** OpenID Connect Core §5.3.2: the subject of UserInfo must be the ID token's, else UserInfo must not be used. */
    private static Who agreed(ConnectionCopy connection, @Nullable ProviderAccount said, Told answer) {
        Optional<ProviderAccount> told = answer.account();
        Identity identity = connection.provider().identity();
        boolean ownIds = identity != null && identity.kind() == Identity.Kind.PROBE;
        if (said == null || told.isEmpty()) {
            // Where accounts have ids of the provider's own, an ID token's subject is not one, and the next consent
            // could not be compared
            // with it.
            return new Who.Accepted(
                    told.isEmpty() && ownIds ? null : told.orElse(said), answer.facts(), answer.sites());
        }
        return !ownIds && !told.get().subject().equals(said.subject())
                ? new Who.Rejected("the subject of UserInfo is another")
                : new Who.Accepted(told.get(), answer.facts(), answer.sites());
    }
}
