// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.exchange;

import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.refresher.exchange.HandleCallback.Answer;
import io.agentauth.refresher.flow.Flow;
import io.agentauth.refresher.flow.Flows;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Has account-service make the proof by which the application confirms who consented. Asked again for the same flow, it is the same proof. */
@ApplicationScoped
class Applications {
    private static final String PATH = "/internal/authorizations/verification";

    private final ServiceCalls services;
    private final Flows flows;

    @Inject
    Applications(ServiceCalls services, Flows flows) {
        this.services = services;
        this.flows = flows;
    }

    /** Whose code waits, and how long a code does. */
    private record Waiting(
            EnvironmentId environmentId,
            AccountId accountId,
            AuthorizationId authorizationId,
            long generation,
            long withinSeconds) {}

    /** Where the browser is to go; nowhere once the application has spoken, or the authorization is over. */
    private record Proof(@Nullable URI verifyUrl) {
        @Override
        public String toString() {
            return "Proof[redacted]";
        }
    }

    /** Fails with {@code service_unavailable} while account-service is away: nothing is lost, and the same callback can be loaded again. */
    Uni<Answer> ask(Flow flow) {
        Flow.Subject subject = flow.subject();
        Waiting waiting = new Waiting(
                subject.environmentId(),
                subject.accountId(),
                subject.authorizationId(),
                subject.generation(),
                flows.parkedMax().toSeconds());
        return services.post(ServiceName.ACCOUNT_SERVICE, PATH, waiting, Proof.class)
                .map(proof -> proof.verifyUrl() == null
                        ? Answer.waiting(flow.authorizationId())
                        : Answer.verify(flow.authorizationId(), proof.verifyUrl()));
    }
}
