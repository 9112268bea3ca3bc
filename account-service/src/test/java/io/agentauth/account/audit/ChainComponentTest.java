// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Accounts;
import io.agentauth.account.Neighbours;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.Servers;
import io.agentauth.testkit.ServersResource;
import io.agentauth.trail.TrailCheck;
import io.agentauth.trail.TrailCheck.Broken;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ChainComponentTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String EVENT =
            """
            insert into event_log (event_id, environment_id, source, topic, subject, sequence, occurred_at, type, data, actor)
            values (gen_random_uuid(), '%s', '/agent-auth/test', 't', 'x', 1, now(), 'agent-auth.account-paused.v1', '{"version":%d}', 'system')
            """;
    private static final String READ =
            """
            insert into access_record (environment_id, account_id, connection_id, provider, slot, generation, version, key_id, acting_user)
            values ('%s', gen_random_uuid(), gen_random_uuid(), 'emulated', 'main', 1, %d, gen_random_uuid(), 'user_1')
            """;

    private final EnvironmentId environment = EnvironmentId.next();

    @Inject
    Accounts accounts;

    @Inject
    Migration migration;

    @Inject
    Database database;

    @Inject
    ChainTrail trail;

    /** Two blocks or more, with three events and three reads. */
    @BeforeEach
    void aTrail() throws SQLException {
        await().atMost(SOON).until(migration::isDone);
        asOwner(EVENT.formatted(environment.value(), 1), EVENT.formatted(environment.value(), 2));
        asOwner(READ.formatted(environment.value(), 1), READ.formatted(environment.value(), 2));
        chained(4);
        asOwner(EVENT.formatted(environment.value(), 3), READ.formatted(environment.value(), 3));
        chained(6);
    }

    @Test
    @DisplayName("J2: what was written is exported with its chain, by its owner alone, and holds")
    void whatWasWrittenHolds() throws Exception {
        TrailCheck.Report report = check(export("?from=2020-01-01T00:00:00Z").asString());

        assertThat(report.entries()).isEqualTo(6);
        assertThat(report.environment()).isEqualTo(environment.toString());
        assertThat(report.from()).isEqualTo(1);
        assertThat(report.to()).isGreaterThanOrEqualTo(2);
        assertThat(report.keys()).hasSize(1);
        assertThat(export("").contentType()).startsWith("text/plain");
        assertThat(export("?to=2020-01-01T00:00:00Z").asString()).isEmpty();
        assertThat(caller(EnvironmentId.next(), "audit:read")
                        .get("/v1/audit/export")
                        .asString())
                .isEmpty();
        caller(environment, "events:read").get("/v1/audit/export").then().statusCode(403);
    }

    @ParameterizedTest
    @DisplayName("J2: a row that was removed, edited, moved or slipped in is found")
    @ValueSource(
            strings = {
                "delete from event_log where position = (select min(position) from event_log where environment_id = '%1$s')",
                "delete from access_record where environment_id = '%1$s' and version = 2",
                "update event_log set data = '{\"version\":9}' where environment_id = '%1$s' and data = '{\"version\":2}'",
                "update event_log set occurred_at = occurred_at - interval '1 hour' where environment_id = '%1$s'",
                "update access_record set acting_user = 'somebody_else' where environment_id = '%1$s' and version = 3",
                "update access_record set key_id = gen_random_uuid() where environment_id = '%1$s' and version = 1",
                "update access_record a set version = b.version, account_id = b.account_id, key_id = b.key_id, connection_id = b.connection_id"
                        + " from access_record b where a.environment_id = '%1$s' and b.environment_id = '%1$s'"
                        + " and (a.version, b.version) in ((1, 2), (2, 1))",
                "update access_record set environment_id = gen_random_uuid() where environment_id = '%1$s' and version = 1",
                "insert into access_record (xid, environment_id, account_id, connection_id, provider, slot, generation, version, key_id)"
                        + " values ('3', '%1$s', gen_random_uuid(), gen_random_uuid(), 'emulated', 'main', 1, 1, gen_random_uuid())",
                "delete from trail_block where environment_id = '%1$s' and number = 1",
                "update trail_block set events_hash = sha256('x') where environment_id = '%1$s' and number = 1",
                "update trail_block set closed_at = closed_at - interval '1 hour' where environment_id = '%1$s' and number = 2",
            })
    void whatWasChangedIsFound(String sql) throws Exception {
        asOwner(sql.formatted(environment.value()));

        assertThatThrownBy(() -> check(export("").asString())).isInstanceOf(Broken.class);
    }

    @Test
    @DisplayName("J2: the roles of the service can neither change nor take away what is in the trail's chain")
    void theRolesCannotRewriteIt() {
        for (String sql : List.of(
                "update trail_block set number = number",
                "delete from trail_block",
                "update event_log set data = data",
                "update access_record set version = version")) {
            assertThatThrownBy(() -> Accounts.get(database.worker().query(sql).execute()))
                    .as(sql)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> Accounts.get(database.app().query(sql).execute()))
                    .as(sql)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void theTableHasTheSameEntriesByFilter() {
        String table = caller(environment, "audit:read")
                .get("/v1/audit/export.csv?type=agent-auth.token-read.v1")
                .asString();

        assertThat(table.lines()).hasSize(4).first().isEqualTo("id,time,type,source,account_id,actor,key_id,data");
        assertThat(table.lines().skip(1)).allMatch(row -> row.contains("\"agent-auth.token-read.v1\""));
        assertThat(caller(environment, "audit:read")
                        .get("/v1/audit/export.csv")
                        .asString()
                        .lines())
                .hasSize(7);
    }

    private void chained(int entries) {
        // Whoever else is writing in the same database may hold the order of reads back for a moment.
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            assertThat(Accounts.get(trail.chain())).isNotNegative();
            assertThat(check(export("").asString()).entries()).isEqualTo(entries);
        });
    }

    private Response export(String query) {
        return caller(environment, "audit:read").get("/v1/audit/export" + query);
    }

    private static io.restassured.specification.RequestSpecification caller(EnvironmentId of, String scope) {
        return given().header("Authorization", "Bearer " + Neighbours.SIGNER.caller(ApiKeyId.next(), of, scope));
    }

    private static TrailCheck.Report check(String export) throws Exception {
        return TrailCheck.check(
                new BufferedReader(new StringReader(export)),
                new TrailCheck.Expected(Set.of(), "", Instant.now(), YEAR, YEAR));
    }

    /** As whoever owns the database. */
    private void asOwner(String... statements) throws SQLException {
        String name = accounts.sql("select current_database()", Tuple.tuple())
                .getFirst()
                .getString(0);
        try (Connection owner = Servers.require().superuser(name);
                Statement sql = owner.createStatement()) {
            for (String each : statements) {
                sql.execute(each);
            }
        }
    }
}
