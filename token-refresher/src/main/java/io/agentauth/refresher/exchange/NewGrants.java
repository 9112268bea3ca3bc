// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.oauth.ProviderAccount;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Sites;
import io.agentauth.providers.Slot;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.endpoint.GrantedToken;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.grant.FreshToken;
import io.agentauth.refresher.grant.NewGrant;
import io.agentauth.refresher.grant.Scheduling;
import io.agentauth.refresher.grant.TokenHash;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import io.agentauth.vault.Sensitive;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Seals what an exchange brought, each secret to its own place. */
@ApplicationScoped
class NewGrants {
    private final KeyRing keys;
    private final Scheduling scheduling;

    @Inject
    NewGrants(KeyRing keys, Scheduling scheduling) {
        this.keys = keys;
        this.scheduling = scheduling;
    }

    List<NewGrant> sealed(
            Flow flow, ConnectionCopy connection, TokenOutcome.Granted granted, Identification.Who.Accepted who) {
        ProviderAccount account = who.account();
        Map<String, String> facts = facts(flow, connection.provider(), granted, who);
        return granted.tokens().stream()
                .map(token -> new NewGrant(
                        flow.subject().environmentId(),
                        flow.subject().accountId(),
                        flow.subject().connectionId(),
                        connection.providerId(),
                        token.slot(),
                        flow.subject().generation(),
                        connection.clientId(),
                        account == null ? flow.expectedIssuer() : account.issuer(),
                        account == null ? null : account.subject(),
                        account == null ? null : account.email(),
                        account == null ? null : account.name(),
                        lacksRefresh(connection.provider(), token),
                        who.sites(),
                        fresh(flow, connection.provider(), token, new Beside(facts, granted.readAtNanos()))))
                .toList();
    }

    /** What all tokens of an answer have in common. */
    private record Beside(Map<String, String> facts, long readAtNanos) {}

    /** What was told of the account on all the way: by the callback, with the tokens, and by the identity call. */
    private static Map<String, String> facts(
            Flow flow, Provider provider, TokenOutcome.Granted granted, Identification.Who.Accepted who) {
        Map<String, String> told = new TreeMap<>(flow.facts());
        told.putAll(provider.facts().ofAnswer(granted.facts()));
        told.putAll(who.facts());
        Sites sites = provider.sites();
        told.putAll(sites == null ? Map.of() : sites.told(who.sites()));
        return provider.known(told);
    }

    /** A token that does not end lacks nothing. */
    private static boolean lacksRefresh(Provider provider, GrantedToken token) {
        return token.refresh() == null
                && token.life() != null
                && Boolean.TRUE.equals(provider.refresh().supported());
    }

    private FreshToken fresh(Flow flow, Provider provider, GrantedToken token, Beside beside) {
        Sensitive refresh = token.refresh();
        Sealed sealedRefresh =
                refresh == null ? null : keys.refreshTokens().seal(refresh, place(flow, token.slot(), "refresh_token"));
        TokenHash hash = refresh == null ? null : new TokenHash(keys.hashes().hash(TokenHash.WHAT, refresh));
        return new FreshToken(
                sealedRefresh,
                hash,
                keys.accessTokens().seal(token.access(), place(flow, token.slot(), "access_token")),
                token.tokenType(),
                token.scopes() == null ? unsaid(flow, provider, token.slot(), beside) : token.scopes(),
                token.life(),
                scheduling.of(provider, token.life(), refresh != null),
                beside.facts(),
                beside.readAtNanos());
    }

    private static Place place(Flow flow, String slot, String field) {
        Flow.Subject subject = flow.subject();
        return new Place(
                subject.environmentId().value(),
                subject.accountId().value(),
                slot,
                field,
                subject.generation(),
                NewGrant.FIRST_VERSION);
    }

    private static List<String> unsaid(Flow flow, Provider provider, String slot, Beside beside) {
        return provider.facts().grantedScopes(beside.facts()).orElseGet(() -> asked(flow, provider, slot));
    }

    /** RFC 6749 §5.1: an answer without scopes granted what was asked. A scope belongs to the slot whose prefix it has, else to the first. */
    static List<String> asked(Flow flow, Provider provider, String slot) {
        return flow.scopes().stream()
                .filter(scope -> provider.slots().stream()
                        .filter(one -> !one.scopePrefix().isEmpty() && scope.startsWith(one.scopePrefix()))
                        .findFirst()
                        .map(Slot::name)
                        .orElse(provider.defaultSlot().name())
                        .equals(slot))
                .toList();
    }
}
