// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Real servers for a {@code @QuarkusTest}, and a fresh database for this run:
 *
 * <pre>{@code
 * @QuarkusTest
 * @WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "account"))
 * }</pre>
 *
 * The configuration has the names that the services' application.properties read: {@code DATABASE_URL_REACTIVE}, {@code DATABASE_URL_JDBC},
 * {@code DATABASE_OWNER_USER} and so on, {@code KAFKA_BOOTSTRAP_SERVERS}, {@code REDIS_HOSTS}. Without the argument there is no database.
 */
public final class ServersResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable String kind;
    private @Nullable Servers servers;
    private @Nullable TestDatabase database;

    @Override
    public void init(Map<String, String> initArgs) {
        kind = initArgs.get("database");
    }

    @Override
    public Map<String, String> start() {
        Servers running = Servers.require();
        servers = running;
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("KAFKA_BOOTSTRAP_SERVERS", running.kafka());
        configuration.put("kafka.bootstrap.servers", running.kafka());
        configuration.put("REDIS_HOSTS", running.redis());
        if (kind != null) {
            TestDatabase made = running.newDatabase(kind);
            database = made;
            configuration.put("DATABASE_URL_REACTIVE", made.reactiveUrl());
            configuration.put("DATABASE_URL_JDBC", made.jdbcUrl());
            for (String role : new String[] {"owner", "app", "worker"}) {
                String prefix = "DATABASE_" + role.toUpperCase(java.util.Locale.ROOT);
                configuration.put(prefix + "_USER", made.user(role));
                configuration.put(prefix + "_PASSWORD", made.password());
            }
        }
        return configuration;
    }

    @Override
    public void stop() {
        if (servers != null && database != null) {
            servers.drop(database);
        }
    }
}
