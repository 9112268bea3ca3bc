// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.account.Neighbours;
import io.agentauth.account.Settings;
import io.agentauth.account.audit.ChainTrail;
import io.agentauth.database.Database;
import io.agentauth.database.Migration;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
@WithTestResource(Neighbours.class)
class ForgetComponentTest {
    private static final String EVENT =
            """
            insert into event_log (event_id, environment_id, source, topic, subject, sequence, occurred_at, type, data)
            values (gen_random_uuid(), $1, 's', 't', 'x', 1, now() - $2 * interval '1 day', 'y', '{}')
            """;
    private static final String EVENTS =
            "select extract(day from now() - occurred_at)::int from event_log where environment_id = $1 order by 1";

    @Inject
    Database database;

    @Inject
    Migration migration;

    @Inject
    ChainTrail trail;

    private final UUID environment = UUID.randomUUID();

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(60)).until(migration::isDone);
    }

    @Test
    void eventsAreKeptForTheirTimeAndNoLonger() {
        for (double days : new double[] {401, 399, 0}) {
            run(EVENT, Tuple.of(environment, days));
        }

        // Events of other tests may be older rows, and a batch looks at the oldest rows only.
        Forget forget = new Forget(
                database,
                migration,
                Settings.read(RetentionConfig.class, Map.of("agent-auth.retention.batch", "50000")));
        // What is not chained yet is kept; whoever else chains meanwhile makes this one fail.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            assertThat(get(trail.chain())).isNotNegative();
            assertThat(get(forget.forget())).isNotNegative();
            assertThat(days()).containsExactly(0, 399);
        });
        run("delete from event_log where environment_id = $1", Tuple.of(environment));
    }

    private List<Integer> days() {
        return StreamSupport.stream(
                        get(database.worker().preparedQuery(EVENTS).execute(Tuple.of(environment)))
                                .spliterator(),
                        false)
                .map(row -> row.getInteger(0))
                .toList();
    }

    private void run(String sql, Tuple values) {
        var _ = get(database.worker().preparedQuery(sql).execute(values));
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(60));
    }
}
