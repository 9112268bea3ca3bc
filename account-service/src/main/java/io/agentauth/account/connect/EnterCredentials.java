// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.connect;

import io.agentauth.account.adoption.AdoptCredentials.Holder;
import io.agentauth.account.authorization.AuthorizationConfig;
import io.agentauth.account.authorization.AuthorizationStatus;
import io.agentauth.account.authorization.Authorizations;
import io.agentauth.account.authorization.Ended;
import io.agentauth.account.connect.FormResource.View;
import io.agentauth.account.connect.FormResource.View.Result;
import io.agentauth.account.credential.Entered;
import io.agentauth.account.credential.JudgeCredentials;
import io.agentauth.account.credential.Judgement;
import io.agentauth.account.credential.Judgement.Good;
import io.agentauth.account.credential.KeptCredentials;
import io.agentauth.account.credential.ParkedCredentials;
import io.agentauth.database.Database;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.outbox.Outbox;
import io.agentauth.providers.StaticCredentials.Flaw;
import io.agentauth.vault.Sensitive;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;

/**
 * A person sends the form back. Its state is taken first, so that one page is one try. What the provider takes becomes the account's, or, where the
 * application confirms people, waits for that; of everything else nothing is kept, and the person sees the form again.
 */
@ApplicationScoped
class EnterCredentials {
    private static final String TOO_MANY = "too_many_tries";
    private static final String OTHER_PERSON = "different_person";

    private final Forms forms;
    private final ShowForm show;
    private final Parties parties;
    private final JudgeCredentials judge;
    private final Keeping keeping;
    private final int triesMax;

    @Inject
    EnterCredentials(
            Forms forms,
            ShowForm show,
            Parties parties,
            JudgeCredentials judge,
            Keeping keeping,
            AuthorizationConfig config) {
        this.forms = forms;
        this.show = show;
        this.parties = parties;
        this.judge = judge;
        this.keeping = keeping;
        triesMax = config.formTriesMax();
    }

    /** A form that was sent back. */
    record Sent(AuthorizationId form, Sensitive cookie, Sensitive state, Entered entered) {}

    /** What the person sees next. Fails with {@code flow_unknown}. */
    Uni<View> enter(Sent sent) {
        return forms.require(sent.form(), sent.cookie())
                .chain(form -> form.state() == Form.State.OPEN ? enter(sent, form) : show.view(form));
    }

    private Uni<View> enter(Sent sent, Form form) {
        return forms.take(form, sent.state())
                .chain(taken -> taken ? judge(sent, form) : again(sent, Result.STALE, Map.of()));
    }

    private Uni<View> judge(Sent sent, Form form) {
        return parties.of(form.holder())
                .chain(both -> judge.judge(both.connection(), sent.entered()))
                .chain(judgement -> switch (judgement) {
                    case Good good ->
                        form.isFor(good.whose())
                                ? keeping.keep(form, sent.entered(), good).chain(_ -> now(sent))
                                : keeping.giveUp(form, OTHER_PERSON).chain(_ -> now(sent));
                    case Judgement.Flawed flawed -> wrong(sent, form, Result.FLAWED, flawed.flaws());
                    case Judgement.Refused _ -> wrong(sent, form, Result.REFUSED, Map.of());
                    case Judgement.Unanswered _ -> again(sent, Result.UNANSWERED, Map.of());
                });
    }

    /** The last try of too many ends the authorization. */
    private Uni<View> wrong(Sent sent, Form form, Result result, Map<String, Flaw> flaws) {
        return form.tries() + 1 < triesMax
                ? again(sent, result, flaws)
                : keeping.giveUp(form, TOO_MANY).chain(_ -> now(sent));
    }

    private Uni<View> again(Sent sent, Result result, Map<String, Flaw> flaws) {
        return now(sent).map(view -> view.result() == Result.OPEN ? view.with(result, flaws) : view);
    }

    private Uni<View> now(Sent sent) {
        return forms.require(sent.form(), sent.cookie()).chain(show::view);
    }

    /** Keeps, parks, or gives up. */
    @ApplicationScoped
    static class Keeping {
        private final KeptCredentials kept;
        private final ParkedCredentials parked;
        private final Database database;
        private final Authorizations authorizations;
        private final Outbox outbox;

        @Inject
        Keeping(
                KeptCredentials kept,
                ParkedCredentials parked,
                Database database,
                Authorizations authorizations,
                Outbox outbox) {
            this.kept = kept;
            this.parked = parked;
            this.database = database;
            this.authorizations = authorizations;
            this.outbox = outbox;
        }

        /** If the authorization has ended meanwhile, nothing is kept; the outcome says so. */
        Uni<Boolean> keep(Form form, Entered entered, Good good) {
            Holder holder = form.holder();
            return form.verifies()
                    ? parked.park(form.id(), holder, entered, good.whose())
                    : kept.keep(holder, entered, good.whose());
        }

        Uni<Void> giveUp(Form form, String reason) {
            return database.asWorker(tx -> authorizations
                    .end(tx, List.of(new Ended(form.id(), AuthorizationStatus.FAILED, reason)))
                    .chain(events -> outbox.append(tx, events))
                    .replaceWithVoid());
        }
    }
}
