// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.keyset.OwnKeysets;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.testkit.ServersResource;
import io.agentauth.vault.Sensitive;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class SkeletonComponentTest {
    private static final String INSERT =
            """
            insert into account (id, environment_id, connection_id, provider, identifier_type, identifier, status)
            values ($1, $2, $3, 'emulated', 'user_id', 'user_1', 'pending_auth')
            """;

    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    OwnKeysets keysets;

    @BeforeEach
    void migrated() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
    }

    @Test
    @DisplayName("C10, C13: the role that serves callers sees one environment, and writes into no other")
    void theRoleAppSeesItsEnvironmentAndNoOther() {
        EnvironmentId mine = EnvironmentId.next();
        EnvironmentId other = EnvironmentId.next();
        get(database.inEnvironment(mine, tx -> tx.preparedQuery(INSERT)
                .execute(Tuple.of(UUID.randomUUID(), mine.value(), UUID.randomUUID()))));

        assertThat(accounts(mine)).isEqualTo(1);
        assertThat(accounts(other)).isZero();
        assertThat(get(database.app().query("select * from account").execute()).size())
                .isZero();
        assertThatThrownBy(() -> get(database.inEnvironment(other, tx -> tx.preparedQuery(INSERT)
                        .execute(Tuple.of(UUID.randomUUID(), mine.value(), UUID.randomUUID())))))
                .hasMessageContaining("row-level security");
    }

    @Test
    @DisplayName("C13: the role that serves callers cannot select a token")
    void theRoleAppCannotSelectAToken() {
        assertThatThrownBy(() -> get(
                        database.app().query("select sealed from access_token").execute()))
                .hasMessageContaining("permission denied");
        assertThat(get(database.app()
                                .preparedQuery("select * from token_lives_of($1, array[$2::uuid])")
                                .execute(Tuple.of(UUID.randomUUID(), UUID.randomUUID())))
                        .size())
                .isZero();
    }

    @Test
    void aHandleHasOneHashOnEveryReplica() {
        Sensitive handle = Sensitive.random(128);

        byte[] hash = get(keysets.handles()).hash("handle", handle);

        assertThat(get(keysets.handles()).matches(hash, "handle", handle)).isTrue();
    }

    private int accounts(EnvironmentId environment) {
        return get(database.inEnvironment(
                        environment, tx -> tx.query("select * from account").execute()))
                .size();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
