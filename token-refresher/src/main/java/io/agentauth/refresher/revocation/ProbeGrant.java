// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.revocation;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.oauth.TooManyCalls;
import io.agentauth.providers.Identity;
import io.agentauth.providers.IdentityAnswer;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.refresher.endpoint.IdentityCall;
import io.agentauth.refresher.grant.GrantState;
import io.agentauth.refresher.grant.StoredToken;
import io.agentauth.refresher.keyset.KeyRing;
import io.agentauth.refresher.revocation.GrantsResource.Held;
import io.agentauth.refresher.revocation.GrantsResource.Probe;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Asks the provider whether it still holds a grant, by calling it with the access token as an application would. Changes nothing. */
@ApplicationScoped
class ProbeGrant {
    private final GrantState.States states;
    private final Connections connections;
    private final KeyRing keys;
    private final IdentityCall calls;
    private final RevocationConfig config;
    private final Budgets budgets;

    @Inject
    ProbeGrant(
            GrantState.States states,
            Connections connections,
            KeyRing keys,
            IdentityCall calls,
            RevocationConfig config,
            Budgets budgets) {
        this.budgets = budgets;
        this.states = states;
        this.connections = connections;
        this.keys = keys;
        this.calls = calls;
        this.config = config;
    }

    Uni<Probe> probe(EnvironmentId environment, AccountId account, String slot) {
        return states.find(environment, account, slot, 0)
                .chain(found ->
                        found.filter(GrantState::isLive).map(this::ask).orElseGet(() -> answer(Held.NO, "not_live")));
    }

    private Uni<Probe> ask(GrantState state) {
        if (state.life() != null && state.age().compareTo(state.life()) >= 0) {
            // Its refusal would tell nothing about the grant.
            return answer(Held.UNKNOWN, "access_token_expired");
        }
        StoredToken token = state.token();
        return connections
                .require(token.environmentId(), token.connectionId())
                .chain(connection -> ask(token, connection));
    }

    private Uni<Probe> ask(StoredToken token, ConnectionCopy connection) {
        Identity identity = connection.provider().identity();
        if (identity == null || identity.endpoint() == null) {
            return answer(Held.UNKNOWN, "unsupported");
        }
        Place place = new Place(
                token.environmentId().value(),
                token.accountId().value(),
                token.slot(),
                "access_token",
                token.generation(),
                token.version());
        Sensitive access = keys.accessTokens().open(token.access(), place);
        return budgets.reserveIfSaid(connection.connectionId(), connection.callsPerSecond(), Duration.ZERO)
                .chain(wait -> wait.isPositive()
                        ? answer(Held.UNKNOWN, "rate_limit")
                        : calls.ask(connection, identity, access, config.answerMax())
                                .map(said ->
                                        read(identity, connection.provider().tooManyCalls(), said)));
    }

    private static Probe read(Identity identity, TooManyCalls limits, UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Answered answered ->
                switch (identity.read(answered.answer(), null, limits)) {
                    case IdentityAnswer.Known _ -> new Probe(Held.YES, null);
                    case IdentityAnswer.NotHeld _ -> new Probe(Held.NO, "refused");
                    case IdentityAnswer.Unsure _ -> new Probe(Held.UNKNOWN, "unclear_answer");
                };
            case UpstreamAnswer.NotSent _, UpstreamAnswer.Ambiguous _ -> new Probe(Held.UNKNOWN, "no_answer");
        };
    }

    private static Uni<Probe> answer(Held held, String reason) {
        return Uni.createFrom().item(new Probe(held, reason));
    }
}
