// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.connect.FormResource.View;
import io.agentauth.account.connect.FormResource.View.Result;
import io.agentauth.account.verification.AskApplication;
import io.agentauth.account.verification.AskApplication.Waiting;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What the browser that has a form is shown. Looking takes nothing: the same form has the same state until it is sent back. */
@ApplicationScoped
class ShowForm {
    private final Forms forms;
    private final Parties parties;
    private final AskApplication applications;
    private final AuthorizationConfig config;

    @Inject
    ShowForm(Forms forms, Parties parties, AskApplication applications, AuthorizationConfig config) {
        this.forms = forms;
        this.parties = parties;
        this.applications = applications;
        this.config = config;
    }

    /** Fails with {@code flow_unknown}. */
    Uni<View> view(AuthorizationId id, Sensitive cookie) {
        return forms.require(id, cookie).chain(this::view);
    }

    Uni<View> view(Form form) {
        return switch (form.state()) {
            case OPEN -> open(form);
            case ENTERED ->
                applications.ask(waiting(form)).map(url -> View.bare(Result.ENTERED)
                        .to(url.orElse(null)));
            case OVER -> Uni.createFrom().item(View.bare(Result.OVER));
            case EXPIRED -> Uni.createFrom().item(View.bare(Result.EXPIRED));
        };
    }

    private Uni<View> open(Form form) {
        return parties.of(form.holder()).chain(names -> forms.state(form)
                .map(state -> state.map(now -> View.open(form, names, now)).orElse(View.bare(Result.OVER))));
    }

    private Waiting waiting(Form form) {
        return new Waiting(
                form.holder().environmentId(),
                form.holder().accountId(),
                form.id(),
                form.holder().generation(),
                config.flowLife());
    }
}
