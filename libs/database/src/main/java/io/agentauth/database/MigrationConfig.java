// SPDX-License-Identifier: Apache-2.0
package io.agentauth.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who brings the tables to a release. */
@ConfigMapping(prefix = "agent-auth.migration")
public interface MigrationConfig {
    /** When this service's tables are migrated. */
    enum Run {
        /** By each replica that starts; they take turns. Every replica then holds the owner's password. */
        AT_START,
        /** Before, by {@link Migrate}: a replica waits until it is done. The datasource {@code owner} may be any role that reads Flyway's table. */
        BEFORE
    }

    /** Set to {@code before} where a job runs {@link Migrate}; else the owner's password lies in every replica. */
    @WithDefault("at-start")
    Run run();
}
