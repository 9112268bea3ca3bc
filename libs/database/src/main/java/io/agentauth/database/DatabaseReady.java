// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the tables are there and the database answers. Kafka and the other services are no part of it: what needs them says so itself. */
@Readiness
@ApplicationScoped
public class DatabaseReady implements AsyncHealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Migration migration;
    private final Database database;

    @Inject
    DatabaseReady(Migration migration, Database database) {
        this.migration = migration;
        this.database = database;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        if (!migration.isDone()) {
            return Uni.createFrom().item(answer(false));
        }
        return database.app()
                .query("select 1")
                .execute()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(_ -> answer(true))
                .onFailure()
                .recoverWithItem(answer(false));
    }

    private static HealthCheckResponse answer(boolean up) {
        return HealthCheckResponse.named("database").status(up).build();
    }
}
