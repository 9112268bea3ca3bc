// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.agentauth.e2e.person.Browser;
import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Http;
import io.agentauth.e2e.support.Readers;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The operator's emergency stop, the exchange of keysets, and keys of environments, on every replica. */
abstract class WhatIsSealed {
    private static final int ASKED = 20;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration EXCHANGED_MAX = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final List<Part> OPENING = List.of(Part.ACCOUNT_SERVICE, Part.TOKEN_REFRESHER);
    private static final Set<String> EXCHANGED = Set.of("refresh_tokens", "access_tokens");

    private static LocalStack stack;
    private static Api operator;

    @BeforeAll
    static void start() {
        stack = TwoOfEverythingIT.stack();
        operator = new Api(stack.baseUrl(), stack.installationKey());
    }

    @Test
    @DisplayName(
            "F11: sealed, no replica hands out, renews or exchanges anything; unsealed, everything goes on as before")
    void noReplicaOpensAnything() {
        Application application = Application.strict(stack);
        String account = application.connected("sealed");
        String before = application.token(account);
        long presented = refreshes(application);

        String sealing = change("/v1/seal", "a drill", "sealed");
        String unsealing;
        try {
            assertThat(answers(application, account)).containsOnly("sealed");
            assertThat(application.refresh(account).text("code")).isEqualTo("sealed");
            assertThat(refreshes(application)).isEqualTo(presented);
            assertThat(application.status(account)).isEqualTo("active");
        } finally {
            unsealing = change("/v1/unseal", "the drill is over", "open");
        }
        System.out.printf("every replica heard: sealed after %s, unsealed after %s%n", sealing, unsealing);
        assertThat(answers(application, account)).doesNotContain("sealed");
        assertThat(application.token(account)).isEqualTo(before);
        assertThat(application.refresh(account).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("F6: the keysets are exchanged while tokens are read, and what was sealed before still opens")
    void keysetsAreExchangedWhileTokensAreRead() {
        Application application = Application.strict(stack);
        List<String> accounts =
                Stream.of("rotated_1", "rotated_2").map(application::connected).toList();
        Set<String> before = sealing();
        assertThat(before).hasSameSizeAs(EXCHANGED);

        Readers readers = Readers.of(application, accounts);
        try (readers) {
            Api.require(operator.post("/v1/keys/rotate", Map.of()));
            await("all is sealed with others").atMost(EXCHANGED_MAX).until(() -> isExchanged(before));
        }

        assertThat(readers.failures()).isEmpty();
        assertThat(readers.reads()).isPositive();
        assertGoesOn(application, accounts);
    }

    @Test
    @DisplayName(
            "F6: kill -9 in the middle of sealing anew: nothing is half done, and it goes on where it was after the restart")
    void sealingAnewGoesOnAfterADeath() throws SQLException {
        Application application = Application.strict(stack);
        List<String> accounts = IntStream.range(0, 3)
                .mapToObj(i -> application.connected("interrupted_" + i))
                .toList();
        Set<String> before = sealing();
        assertThat(before).hasSameSizeAs(EXCHANGED);

        try (Connection database = DriverManager.getConnection(stack.superuserJdbcUrl(Part.TOKEN_REFRESHER))) {
            database.setAutoCommit(false);
            // It comes after all grants; who seals anew stands there, with half a batch.
            try (Statement lock = database.createStatement()) {
                lock.execute("lock table connection_copy in share mode");
            }
            Api.require(operator.post("/v1/keys/rotate", Map.of()));
            await("somebody stands at the table that nobody may change")
                    .atMost(EXCHANGED_MAX)
                    .until(() -> waiting() > 0);
            refreshers().forEach(Child::kill);
            database.rollback();
        }
        await("what the dead had begun is undone").atMost(SOON).until(() -> waiting() == 0);
        assertThat(noted()).as("seals that are made anew for good").isPositive();
        assertThat(older("\"grant\"", "refresh_token")).isZero();
        assertThat(older("connection_copy", "client_secret")).isPositive();
        assertThat(unfinished()).isOne();
        refreshers().forEach(Child::start);
        refreshers().forEach(stack::awaitReady);

        await("all is sealed with others").atMost(EXCHANGED_MAX).until(() -> isExchanged(before));
        assertThat(older("connection_copy", "client_secret")).isZero();
        assertGoesOn(application, accounts);
    }

    @Test
    @DisplayName(
            "F5, F7: each environment's secrets are sealed with a key of its own; lost, that one stands still until it is back; shredded, it is gone, and others go on")
    void anEnvironmentHasAKeyOfItsOwn() throws IOException {
        Application others = Application.strict(stack);
        String kept = others.connected("kept");
        Tenant tenant = tenant();
        Application doomed = Application.strict(stack, tenant.key());
        String account = doomed.connected("doomed");
        assertSealedForIts(tenant.environment());
        Path key = stack.data().resolve("secrets/environment-keys").resolve(tenant.environment() + ".key");
        Path aside = key.resolveSibling("aside");
        Files.move(key, aside);

        OPENING.stream().flatMap(WhatIsSealed::replicas).forEach(Child::kill);
        OPENING.stream().flatMap(WhatIsSealed::replicas).forEach(Child::start);
        OPENING.stream().flatMap(WhatIsSealed::replicas).forEach(stack::awaitReady);
        long presented = refreshes(doomed);
        assertThat(answers(doomed, account)).containsOnly("key_service_unavailable");
        assertThat(doomed.refresh(account).status()).isNotEqualTo(200);
        assertThat(refreshes(doomed)).isEqualTo(presented);
        assertThat(doomed.status(account)).isEqualTo("active");
        assertGoesOn(others, List.of(kept));

        Files.move(aside, key);
        await("its key is back")
                .atMost(SOON.multipliedBy(3))
                .until(() -> doomed.refresh(account).status() == 200);
        assertGoesOn(doomed, List.of(account));

        shred(tenant);
        assertThat(key).doesNotExist();
        assertThat(operator.get("/v1/environments/" + tenant.id()).status()).isEqualTo(404);
        assertGoesOn(others, List.of(kept));
    }

    private record Tenant(String id, UUID environment, String key) {}

    private static Tenant tenant() {
        String id = Api.require(operator.post(
                        "/v1/environments",
                        Map.of(
                                "name", "Doomed",
                                "kind", "development",
                                "verification", "none",
                                "return_urls", List.of(Browser.HOME))))
                .path("id")
                .asText();
        String key = Api.require(operator.post(
                        "/v1/api-keys",
                        Map.of(
                                "name",
                                "doomed",
                                "environment_id",
                                id,
                                "scopes",
                                List.of(
                                        "connections:read",
                                        "connections:write",
                                        "accounts:read",
                                        "accounts:write",
                                        "tokens:read"))))
                .path("key")
                .asText();
        return new Tenant(id, EnvironmentId.parse(id).value(), key);
    }

    /** Deletes it, lets its grants be revoked, and destroys its key. */
    private static void shred(Tenant tenant) {
        String path = "/v1/environments/" + tenant.id();
        Api.require(operator.delete(path));
        await("its grants are revoked")
                .atMost(SOON)
                .until(() -> inDatabase("select count(*) from \"grant\" where environment_id = '%s' and status = 'live'"
                                .formatted(tenant.environment()))
                        == 0);
        Api.require(operator.delete(path + "?shred=Doomed"));
    }

    /** By the first byte of what is stored: 2 takes the environment's key, and 3 is covered by it. */
    private static void assertSealedForIts(UUID environment) {
        assertThat(form(Part.TOKEN_REFRESHER, "\"grant\"", "refresh_token", environment))
                .isEqualTo(2);
        assertThat(form(Part.TOKEN_REFRESHER, "\"grant\"", "access_token", environment))
                .isEqualTo(2);
        assertThat(form(Part.TOKEN_REFRESHER, "connection_copy", "client_secret", environment))
                .isEqualTo(2);
        assertThat(form(Part.ACCOUNT_SERVICE, "access_token", "sealed", environment))
                .isEqualTo(2);
        assertThat(form(Part.CONNECTION_SERVICE, "connection", "client_secret", environment))
                .isEqualTo(3);
    }

    private static long form(Part owner, String table, String column, UUID environment) {
        return inDatabase(
                owner,
                "select min(get_byte(%s, 0)) from %s where environment_id = '%s'"
                        .formatted(column, table, environment));
    }

    private static void assertGoesOn(Application application, List<String> accounts) {
        for (String account : accounts) {
            assertThat(application.refresh(account).status()).isEqualTo(200);
            assertThat(application.truth().isValid(application.token(account))).isTrue();
        }
    }

    /** Changes it, and waits until each process that opens anything says so itself. Returns how long that took. */
    private static String change(String path, String reason, String standing) {
        Api.require(operator.post(path, Map.of("reason", reason)));
        long began = System.nanoTime();
        await("every replica has heard")
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .until(() ->
                        OPENING.stream().flatMap(WhatIsSealed::replicas).allMatch(replica -> says(replica, standing)));
        return Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms";
    }

    private static boolean says(Child replica, String standing) {
        return Http.text("http://127.0.0.1:" + replica.managementPort() + "/q/health/ready")
                .replace(" ", "")
                .contains("\"seal\":\"" + standing + "\"");
    }

    /** The ids of the keysets that seal what is exchanged in token-refresher. */
    private static Set<String> sealing() {
        return keysets("keysets")
                .filter(keyset -> keyset.path("standing").asText().equals("current"))
                .map(keyset -> keyset.path("id").asText())
                .collect(Collectors.toSet());
    }

    /** Others seal than before, and nothing is left that those had sealed. */
    private static boolean isExchanged(Set<String> before) {
        Set<String> now = sealing();
        Set<String> done = keysets("reseals")
                .filter(reseal -> reseal.hasNonNull("finished_at"))
                .map(reseal -> reseal.path("keyset_id").asText())
                .collect(Collectors.toSet());
        return now.size() == EXCHANGED.size() && now.stream().noneMatch(before::contains) && done.containsAll(now);
    }

    private static Stream<JsonNode> keysets(String list) {
        JsonNode all = operator.get("/v1/keys").body().path(list);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> EXCHANGED.contains(one.path("purpose").asText()));
    }

    /** How many transactions wait for somebody else's to end. */
    private static long waiting() {
        return inDatabase(
                """
                select count(*) from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock' and query like 'update connection_copy%'
                """);
    }

    private static long unfinished() {
        return inDatabase("select count(*) from reseal where purpose = 'refresh_tokens' and finished_at is null");
    }

    private static long noted() {
        return inDatabase("select resealed from reseal where purpose = 'refresh_tokens'");
    }

    /** How many seals another keyset than the current one made: its id comes after the first byte. */
    private static long older(String table, String column) {
        return inDatabase(
                """
                select count(*) from %s
                 where encode(substring(%s from 2 for 16), 'hex')::uuid
                       <> (select id from keyset where purpose = 'refresh_tokens' and is_current)
                """
                        .formatted(table, column));
    }

    private static long inDatabase(String query) {
        return inDatabase(Part.TOKEN_REFRESHER, query);
    }

    private static long inDatabase(Part owner, String query) {
        try (Connection database = DriverManager.getConnection(stack.superuserJdbcUrl(owner))) {
            return number(database, query);
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + owner + " does not answer", e);
        }
    }

    private static long number(Connection database, String query) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static List<Child> refreshers() {
        return replicas(Part.TOKEN_REFRESHER).toList();
    }

    private static Stream<Child> replicas(Part service) {
        return Stream.of(stack.child(service, 0), stack.child(service, 1));
    }

    private static List<String> answers(Application application, String account) {
        return IntStream.range(0, ASKED)
                .mapToObj(_ -> application.tokenAnswer(account).text("code"))
                .toList();
    }

    private static long refreshes(Application application) {
        return application.truth().families().stream()
                .mapToLong(family -> family.path("refreshes").asLong())
                .sum();
    }
}
