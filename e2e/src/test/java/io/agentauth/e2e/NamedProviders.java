// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.RunTable.Step;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.api.Api.Answer;
import io.agentauth.localstack.demo.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The catalogue at each of the providers by name, which follow their documentation, not the catalogue. */
abstract class NamedProviders {
    private static final String PERSON = "grace@example.test";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int AT_ONCE = 4;

    private static final Path PAGE = Path.of("../docs/providers/runs.md");

    private static LocalStack stack;

    /** What the documents say becomes of a used refresh token, and so of a grant whose renewal was answered and the answer lost. */
    private enum Old {
        /** It stays, so the grant lives. */
        STAYS("N"),
        /** It is taken again for a while, so the grant lives. */
        REPLAYS("G"),
        /** It is refused in the provider's own words. */
        DIES("S"),
        /** They do not say; it is refused. */
        UNSAID("U");

        private final String rotationClass;

        Old(String rotationClass) {
            this.rotationClass = rotationClass;
        }

        boolean survives() {
            return this == STAYS || this == REPLAYS;
        }
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
            String provider, String emulated, String scopes, String switches, Old old, boolean email, String receipt) {
        Case(String provider, String scopes, Old old, String receipt) {
            this(provider, provider, scopes, "", old, true, receipt);
        }

        Case playedBy(String other) {
            return new Case(provider, other, scopes, switches, old, email, receipt);
        }

        Case with(String otherSwitches) {
            return new Case(provider, emulated, scopes, otherSwitches, old, email, receipt);
        }

        Case withoutEmail() {
            return new Case(provider, emulated, scopes, switches, old, false, receipt);
        }

        /** Its answers do not say when a token ends, and a token does not say itself. */
        boolean saysNoEnd() {
            return provider.equals("notion");
        }

        /** Its refusals for too many calls say until when, each in headers of its own. */
        boolean saysHowLongToWait() {
            return !emulated.equals("gmail") && !provider.equals("bitbucket");
        }

        @Override
        public String toString() {
            return provider;
        }
    }

    private static Stream<Case> cases() {
        String google = "https://www.googleapis.com/auth/";
        return Stream.of(
                new Case("gmail", google + "gmail.send", Old.STAYS, "revoked"),
                new Case("google-calendar", google + "calendar.events", Old.STAYS, "revoked").playedBy("gmail"),
                new Case("google-drive", google + "drive.file", Old.STAYS, "revoked").playedBy("gmail"),
                new Case("outlook", "Mail.Send", Old.STAYS, "unsupported"),
                new Case("microsoft-teams", "Chat.ReadWrite", Old.STAYS, "unsupported").playedBy("outlook"),
                new Case("microsoft-calendar", "Calendars.Read", Old.STAYS, "unsupported").playedBy("outlook"),
                new Case("onedrive", "Files.ReadWrite", Old.STAYS, "unsupported").playedBy("outlook"),
                new Case("slack", "chat:write", Old.DIES, "partly_revoked")
                        .with("{'access_lifetime': 43200}")
                        .withoutEmail(),
                new Case("discord", "identify email", Old.DIES, "revoked"),
                new Case("notion", "", Old.UNSAID, "partly_revoked"),
                new Case("jira", "read:jira-work", Old.REPLAYS, "unsupported"),
                new Case("asana", "default", Old.STAYS, "revoked"),
                new Case("monday", "boards:read", Old.DIES, "revoked"),
                new Case("linear", "read issues:create", Old.REPLAYS, "revoked"),
                new Case("github", "user:email", Old.DIES, "revoked")
                        .with("{'access_lifetime': 28800, 'access_dies_on_refresh': true}")
                        .withoutEmail(),
                new Case("gitlab", "read_api", Old.DIES, "revoked"),
                new Case("bitbucket", "account repository", Old.DIES, "unsupported").withoutEmail(),
                new Case("figma", "file_content:read", Old.STAYS, "unsupported"));
    }

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
    }

    @Test
    @DisplayName(
            "Connect, wrong code, denied consent, renewal, lost answer, rate limit, dead grant and disconnect, at each as documented")
    void theCatalogueIsRightAboutEach() throws IOException {
        RunTable table = new RunTable();
        try (ExecutorService side = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> runs = Stream.concat(
                            cases().<Runnable>map(one -> () -> new Run(one, table).whole()),
                            Stream.of(() -> new SignedRun(stack, table).whole(), () -> new InstalledRun(stack, table)
                                    .whole()))
                    .<Future<?>>map(side::submit)
                    .toList();
            Assertions.assertAll(runs.stream().map(run -> () -> result(run)));
        }
        String page = table.page(
                Stream.concat(cases().map(Case::provider), Stream.of(SignedRun.PROVIDER, InstalledRun.PROVIDER))
                        .toList());
        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s is what was run; write it with -Dupdate=true", PAGE)
                .isEqualTo(page);
    }

    /** One application, one account, one person. */
    private static final class Run {
        private final Case one;
        private final RunTable table;
        private final Application application;
        private final String account;

        private Run(Case one, RunTable table) {
            this.one = one;
            this.table = table;
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
                saysWhenItEnds();
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
            table.saw(one.provider(), Step.DENIED);
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
            table.saw(one.provider(), Step.WRONG_CODE);
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
            if (one.provider().equals("jira")) {
                assertThat(read.path("sites").findValuesAsText("id")).containsExactly("site-one", "site-two");
            }
            if (!one.provider().equals("slack")) {
                assertThat(whose.path("id").asText()).endsWith(number);
            } else {
                assertThat(read.at("/facts/team_id").asText())
                        .as("the workspace")
                        .isNotEmpty();
                assertThat(application.tokenAnswer(account).text("api_base_url"))
                        .isEqualTo("https://slack.com/api");
            }
            assertThat(whose.path("email").asText("")).isEqualTo(one.email() ? PERSON : "");
            table.saw(one.provider(), Step.CONNECT);
            table.saw(one.provider(), Step.IDENTITY, one.email() ? "id, e-mail" : "id");
        }

        /** As the provider's own record has it, whatever shape the answer had. */
        private void saysWhenItEnds() {
            String said = application.tokenAnswer(account).text("expires_at");
            JsonNode known = application.truth().families().getLast().at("/access_token/expires_at");
            if (one.saysNoEnd()) {
                assertThat(said).as("an end that nobody said").isEmpty();
                table.lacks(one.provider(), Step.EXPIRY);
                return;
            }
            assertThat(Duration.between(Instant.parse(known.asText()), Instant.parse(said)))
                    .isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(5));
            table.saw(one.provider(), Step.EXPIRY);
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
            assertThat(Api.require(application.api().get("/v1/providers/" + one.provider()))
                            .path("rotation_class")
                            .asText())
                    .as("the class, by the documents")
                    .isEqualTo(one.old().rotationClass);
            table.saw(one.provider(), Step.RENEWAL, "class " + one.old().rotationClass);
        }

        /** The provider acts on a refresh, and its answer is cut off: what is shown next is a spent token, where tokens are spent. */
        private void losesAnAnswer() {
            String before = application.token(account);
            application.truth().switches(with("{'kind': 'cut_body', 'of': 'refresh', 'count': 1}"));
            var _ = application.refresh(account);
            if (one.old().survives()) {
                assertThat(application.truth().isValid(renewed(before))).isTrue();
            } else {
                requireDead();
            }
            table.saw(one.provider(), Step.SPENT_TOKEN, one.old().survives() ? "lives on" : "refused");
        }

        /** The person takes consent back at the provider; the next refresh hears of it. */
        private void dies() {
            if (one.old().survives()) {
                application.truth().takeBack();
                requireDead();
            }
            table.saw(one.provider(), Step.DEAD_GRANT);
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

            assertThat(answer.text("code")).isEqualTo("provider_rate_limited");
            Duration left = Duration.between(Instant.now(), Instant.parse(answer.text("limited_until")));
            if (one.saysHowLongToWait()) {
                assertThat(left).as("the wait").isBetween(Duration.ofMinutes(59), Duration.ofMinutes(63));
            } else {
                assertThat(left).as("a wait that nobody said").isLessThan(Duration.ofMinutes(10));
            }
            assertThat(application.status(account)).isEqualTo("active");
            table.saw(one.provider(), Step.RATE_LIMIT);
        }

        private void isDisconnected() {
            String token = application.token(account);
            await("a receipt that says " + one.receipt()).atMost(SOON).untilAsserted(() -> assertThat(
                            application.disconnect(account).findValuesAsText("status"))
                    .contains(one.receipt()));
            assertThat(application.truth().isValid(token))
                    .isEqualTo(one.receipt().equals("unsupported"));
            assertThat(application.tokenAnswer(account).status()).isEqualTo(409);
            assertThat(application.truth().count("families_live") > 0)
                    .as("something lives on although the receipt says %s", one.receipt())
                    .isEqualTo(!one.receipt().equals("revoked"));
            if (one.receipt().equals("unsupported")) {
                table.lacks(one.provider(), Step.DISCONNECT);
            } else {
                table.saw(one.provider(), Step.DISCONNECT, "`" + one.receipt() + "`");
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
