// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import io.agentauth.connections.custom.CheckDefinition.Checked;
import io.agentauth.connections.provider.CustomProvider;
import io.agentauth.connections.provider.ProviderView;
import io.agentauth.connections.provider.Providers;
import io.agentauth.connections.provider.Rehearsal;
import io.agentauth.requests.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Between the wire and the use cases. */
@ApplicationScoped
class Answers {
    private static final String CONTEXT = "{redirect_context}";

    private final Requests requests;
    private final Providers providers;

    @Inject
    Answers(Requests requests, Providers providers) {
        this.requests = requests;
        this.providers = providers;
    }

    Requests requests() {
        return requests;
    }

    ProviderView of(CustomProvider provider) {
        return ProviderView.of(provider, redirectUri());
    }

    ProviderView rehearsed(CustomProvider would, Checked checked) {
        Rehearsal rehearsal = Rehearsal.of(checked.provider(), redirectUri(), checked.metadata());
        return ProviderView.rehearsed(would, redirectUri(), rehearsal);
    }

    private String redirectUri() {
        return providers.redirectUri(CONTEXT);
    }
}
