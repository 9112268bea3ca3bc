// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.agentauth.account.credential.CheckCredentials;
import io.agentauth.account.credential.Trial;
import io.agentauth.identity.ServiceCalls;
import io.agentauth.identity.ServiceName;
import io.agentauth.ids.AccountId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.requests.Idempotency;
import io.agentauth.requests.Kept;
import io.agentauth.requests.Request;
import io.agentauth.requests.Steps;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the provider, by token-refresher, whether it still holds the grant, or takes what the person entered. What that means for the account comes
 * as any outcome does.
 */
@ApplicationScoped
class CheckAccount {
    private static final Duration WITHIN = Duration.ofSeconds(14);

    private final ReadAccounts accounts;
    private final ServiceCalls calls;
    private final Idempotency idempotency;
    private final CheckCredentials credentials;

    @Inject
    CheckAccount(ReadAccounts accounts, ServiceCalls calls, Idempotency idempotency, CheckCredentials credentials) {
        this.accounts = accounts;
        this.calls = calls;
        this.idempotency = idempotency;
        this.credentials = credentials;
    }

    private record Asked(EnvironmentId environmentId, AccountId accountId, String slot) {}

    /** Whether the provider still holds it. */
    public enum Held {
        YES,
        NO,
        /** It cannot be asked, or its answer says nothing. */
        UNKNOWN;

        /** As it is sent. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #wireName()}. */
        @JsonCreator
        static Held of(String wireName) {
            return switch (wireName) {
                case "yes" -> YES;
                case "no" -> NO;
                default -> UNKNOWN;
            };
        }
    }

    private record Answer(Held held, @Nullable String reason) {}

    private static final Answer NOT_CONNECTED = new Answer(Held.NO, "not_connected");

    /** What the provider said, and the account after that. */
    record Checked(Held held, @Nullable String reason, AccountView account) {}

    /** The same as it may be kept. */
    private record Heard(Held held, @Nullable String reason, Snapshot snapshot) {
        private static final Kept<Heard> KEPT =
                new Kept<>(Heard.class, heard -> heard.snapshot().account().id().value());
    }

    Uni<Checked> check(Request request, AccountId id) {
        EnvironmentId environment = request.environment();
        return idempotency
                .inSteps(
                        request,
                        id.value(),
                        new Steps<>(
                                AccountId.class,
                                tx -> accounts.require(tx, environment, id)
                                        .map(found -> found.account().id()),
                                Heard.KEPT,
                                known -> check(environment, known)))
                .chain(heard ->
                        accounts.view(heard.snapshot()).map(view -> new Checked(heard.held(), heard.reason(), view)));
    }

    private Uni<Heard> check(EnvironmentId environment, AccountId id) {
        return accounts.require(environment, id)
                .chain(found -> ask(environment, found))
                .chain(answer -> accounts.require(environment, id)
                        .map(found -> new Heard(answer.held(), answer.reason(), Snapshot.of(found))));
    }

    private Uni<Answer> ask(EnvironmentId environment, Found found) {
        if (found.account().standing().generations().current() == 0) {
            return Uni.createFrom().item(NOT_CONNECTED);
        }
        return found.account().isStatic()
                ? credentials.check(found.account().holder()).map(CheckAccount::answer)
                : calls.post(
                        ServiceName.TOKEN_REFRESHER,
                        "/internal/grants/probe",
                        new Asked(
                                environment,
                                found.account().id(),
                                found.account().defaultSlot()),
                        Answer.class,
                        WITHIN);
    }

    private static Answer answer(Optional<Trial> trial) {
        return trial.map(CheckAccount::answer).orElse(NOT_CONNECTED);
    }

    private static Answer answer(Trial trial) {
        return switch (trial.verdict()) {
            case TAKEN -> new Answer(Held.YES, null);
            case REFUSED -> new Answer(Held.NO, "refused");
            case DOUBTED -> new Answer(Held.UNKNOWN, "unclear_answer");
            case UNANSWERED -> new Answer(Held.UNKNOWN, "no_answer");
            case UNTRIED -> new Answer(Held.UNKNOWN, "unsupported");
        };
    }
}
