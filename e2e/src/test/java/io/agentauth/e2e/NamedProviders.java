// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The catalogue at each of the providers by name, which follow their documentation, not the catalogue. Trello and Vercel are not among them yet. */
abstract class NamedProviders {
    private static final String PERSON = "grace@example.test";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int AT_ONCE = 4;

    /** Where the documents say of a revocation that it ends the token that is shown, and nothing of the other one. */
    private static final Set<String> ENDS_ONE_TOKEN = Set.of("notion", "linear", "slack");

    private static LocalStack stack;

    /** What becomes of a grant whose renewal was answered and the answer lost. */
    private enum Lost {
        /** The old refresh token still works. */
        SURVIVES,
        /** It was spent, and the provider says so in its own words. */
        DIES
    }

    /**
     * One of them.
     *
     * @param emulated who plays it: one provider plays all of its family
     * @param switches what an app is set to at the provider, where there is a choice
     * @param email whether the profile tells one
     * @param receipt what a disconnect can do there
     */
    private record Case(
            String provider,
            String emulated,
            String scopes,
            String switches,
            Lost lost,
            boolean email,
            String receipt) {
        Case(String provider, String scopes, Lost lost, String receipt) {
            this(provider, provider, scopes, "", lost, true, receipt);
        }

        Case playedBy(String other) {
            return new Case(provider, other, scopes, switches, lost, email, receipt);
        }

        Case with(String otherSwitches) {
            return new Case(provider, emulated, scopes, otherSwitches, lost, email, receipt);
        }

        Case withoutEmail() {
            return new Case(provider, emulated, scopes, switches, lost, false, receipt);
        }

        @Override
        public String toString() {
            return provider;
        }
    }

    private static Stream<Case> cases() {
        String google = "https://www.googleapis.com/auth/";
        return Stream.of(
                new Case("gmail", google + "gmail.send", Lost.SURVIVES, "revoked"),
                new Case("google-calendar", google + "calendar.events", Lost.SURVIVES, "revoked").playedBy("gmail"),
                new Case("google-drive", google + "drive.file", Lost.SURVIVES, "revoked").playedBy("gmail"),
                new Case("outlook", "Mail.Send", Lost.SURVIVES, "unsupported"),
                new Case("microsoft-teams", "Chat.ReadWrite", Lost.SURVIVES, "unsupported").playedBy("outlook"),
                new Case("microsoft-calendar", "Calendars.Read", Lost.SURVIVES, "unsupported").playedBy("outlook"),
                new Case("onedrive", "Files.ReadWrite", Lost.SURVIVES, "unsupported").playedBy("outlook"),
                new Case("slack", "chat:write", Lost.DIES, "revoked")
                        .with("{'access_lifetime': 43200}")
                        .withoutEmail(),
                new Case("discord", "identify email", Lost.DIES, "revoked"),
                new Case("notion", "", Lost.DIES, "revoked"),
                new Case("jira", "read:jira-work", Lost.SURVIVES, "unsupported"),
                new Case("asana", "default", Lost.SURVIVES, "revoked"),
                new Case("monday", "boards:read", Lost.DIES, "revoked"),
                new Case("linear", "read issues:create", Lost.SURVIVES, "revoked"),
                new Case("github", "user:email", Lost.DIES, "revoked")
                        .with("{'access_lifetime': 28800, 'access_dies_on_refresh': true}")
                        .withoutEmail(),
                new Case("gitlab", "read_api", Lost.DIES, "revoked"),
                new Case("bitbucket", "account repository", Lost.DIES, "unsupported").withoutEmail(),
                new Case("figma", "file_content:read", Lost.SURVIVES, "unsupported"));
    }

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
    }

    @Test
    @DisplayName(
            "Connect, wrong code, denied consent, renewal, lost answer, rate limit, dead grant and disconnect, at each as documented")
    void theCatalogueIsRightAboutEach() {
        try (ExecutorService side = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> runs = cases().<Future<?>>map(one -> side.submit(() -> new Run(one).whole()))
                    .toList();
            Assertions.assertAll(runs.stream().map(run -> () -> result(run)));
        }
    }

    /** One application, one account, one person. */
    private static final class Run {
        private final Case one;
        private final Application application;
        private final String account;

        private Run(Case one) {
            this.one = one;
            this.application = Application.at(
                    stack,
                    one.provider(),
                    one.emulated(),
                    Stream.of(one.scopes().split(" "))
                            .filter(scope -> !scope.isEmpty())
                            .toList(),
                    Map.of());
            this.account = application.account(PERSON);
        }

        private void whole() {
            try {
                if (!one.switches().isEmpty()) {
                    application.truth().switches(one.switches());
                }
                saysNo();
                comesWithAWrongCode();
                application.connect(account, PERSON);
                requireConnected();
                isRenewed();
                losesAnAnswer();
                dies();
                application.connect(account, PERSON);
                isToldToWait();
                isDisconnected();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(one + ": " + e.getMessage(), e);
            }
        }

        private void saysNo() {
            Browser browser = new Browser();
            Page back = browser.press(Application.consentPage(browser, application.link(account)), "deny");
            assertThat(Application.query(Application.back(browser, back).at())).containsEntry("status", "denied");
            assertThat(application.status(account)).isEqualTo("pending_auth");
        }

        private void comesWithAWrongCode() {
            Browser browser = new Browser();
            URI honest = browser.sentTo(
                    Application.consentPage(browser, application.link(account)), "allow", Map.of("user_name", PERSON));
            URI wrong = URI.create(honest.toString().replaceAll("([?&]code=)[^&]*", "$1wrong"));
            Page back = Application.back(browser, browser.open(wrong));
            assertThat(Application.query(back.at())).containsEntry("status", "failed");
            assertThat(application.truth().count("code_presentations")).isEqualTo(1);
            assertThat(application.status(account))
                    .as("nobody but the code is blamed")
                    .isEqualTo("pending_auth");
        }

        private void requireConnected() {
            JsonNode read = application.read(account);
            JsonNode whose = read.path("provider_account");
            String number = application
                    .truth()
                    .families()
                    .getLast()
                    .path("subject")
                    .asText()
                    .substring(13);

            assertThat(application.truth().isValid(application.token(account))).isTrue();
            assertThat(read.path("missing_scopes")).as("missing scopes").isEmpty();
            assertThat(whose.path("id").asText()).as("whose it is").isNotEmpty();
            if (!one.provider().equals("slack")) {
                assertThat(whose.path("id").asText()).endsWith(number);
            }
            assertThat(whose.path("email").asText("")).isEqualTo(one.email() ? PERSON : "");
        }

        private void isRenewed() {
            String first = application.token(account);
            String second = renewed(first);
            String third = renewed(second);

            assertThat(application.truth().isValid(third)).isTrue();
            assertThat(application.status(account)).isEqualTo("active");
            assertThat(application.truth().count("replays_seen"))
                    .as("spent tokens shown")
                    .isZero();
        }

        /** The provider acts on a refresh, and its answer is cut off: what is shown next is a spent token, where tokens are spent. */
        private void losesAnAnswer() {
            String before = application.token(account);
            application.truth().switches(with("{'kind': 'cut_body', 'of': 'refresh', 'count': 1}"));
            var _ = application.refresh(account);
            if (one.lost() == Lost.SURVIVES) {
                assertThat(application.truth().isValid(renewed(before))).isTrue();
            } else {
                requireDead();
            }
        }

        /** The person takes consent back at the provider; the next refresh hears of it. */
        private void dies() {
            if (one.lost() == Lost.SURVIVES) {
                application.truth().takeBack();
                requireDead();
            }
        }

        private void requireDead() {
            await("dead").atMost(SOON).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
                Answer answer = application.refresh(account);
                assertThat(answer.text("code")).isEqualTo("reauthorization_required");
            });
            assertThat(application.status(account)).isEqualTo("expired");
        }

        private void isToldToWait() {
            application.truth().switches(with("{'kind': 'rate_limit', 'of': 'refresh', 'seconds': 3600}"));
            Answer answer = application.refresh(account);

            // GitHub says it with 403, which could be anything.
            assertThat(answer.text("code"))
                    .isEqualTo(one.provider().equals("github") ? "provider_unavailable" : "provider_rate_limited");
            assertThat(application.status(account)).isEqualTo("active");
        }

        private void isDisconnected() {
            String token = application.token(account);
            await("a receipt that says " + one.receipt()).atMost(SOON).untilAsserted(() -> assertThat(
                            application.disconnect(account).findValuesAsText("status"))
                    .contains(one.receipt()));
            assertThat(application.truth().isValid(token))
                    .isEqualTo(!one.receipt().equals("revoked"));
            assertThat(application.tokenAnswer(account).status()).isEqualTo(409);
            if (one.receipt().equals("revoked") && !ENDS_ONE_TOKEN.contains(one.provider())) {
                assertThat(application.truth().count("families_live")).isZero();
            }
        }

        private String renewed(String old) {
            String[] now = {old};
            await("renewed").atMost(SOON).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
                Answer answer = application.refresh(account);
                assertThat(answer.status()).as(answer.text("code")).isEqualTo(200);
                now[0] = application.token(account);
                assertThat(now[0]).isNotEqualTo(old);
            });
            return now[0];
        }

        private String with(String fault) {
            String base = one.switches().isEmpty() ? "{" : one.switches().replace("}", ", ");
            return base + "'faults': [" + fault + "]}";
        }
    }

    private static void result(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
