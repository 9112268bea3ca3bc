// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.credential;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.Identity;
import io.agentauth.providers.Provider;
import io.agentauth.refresher.connection.ConnectionCopy;
import io.agentauth.refresher.connection.Connections;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamRequest;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;

/** Makes one call of a provider's API with static credentials, as an application would, and forgets them. */
@ApplicationScoped
class TryCredentials {
    private final Connections connections;
    private final Upstream upstream;
    private final CredentialConfig config;

    @Inject
    TryCredentials(Connections connections, Upstream upstream, CredentialConfig config) {
        this.connections = connections;
        this.upstream = upstream;
        this.config = config;
    }

    /** Fails with {@code not_found} if the environment has no such connection. */
    Uni<Trial> attempt(EnvironmentId environment, ConnectionId connection, Map<String, Sensitive> fields) {
        return connections.require(environment, connection).chain(copy -> attempt(copy, fields));
    }

    private Uni<Trial> attempt(ConnectionCopy connection, Map<String, Sensitive> fields) {
        Provider provider = connection.provider();
        Identity identity = provider.identity();
        if (identity == null || identity.endpoint() == null) {
            return Uni.createFrom().item(Trial.untried());
        }
        var shape = provider.staticCredentials().shape(fields);
        return upstream.send(UpstreamRequest.of(identity.request(shape)).within(config.answerMax()))
                .map(answer -> read(provider, identity, answer));
    }

    private static Trial read(Provider provider, Identity identity, UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Answered answered -> Trial.of(provider, identity, answered.answer());
            case UpstreamAnswer.NotSent _, UpstreamAnswer.Ambiguous _ -> Trial.unanswered("no_answer");
        };
    }
}
