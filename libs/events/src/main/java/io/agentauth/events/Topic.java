// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The topics of the contract, each with the configuration that it is created with. A key's events stay in one partition, so the number
 * of partitions is never changed while a topic lives. Retention is short on purpose: PostgreSQL keeps the record.
 */
public enum Topic {
    /** Environments, their API keys and custom providers; key: environment id. */
    ENVIRONMENTS("agent-auth.environments.v1", days(30)),
    /** Connections; key: connection id. */
    CONNECTIONS("agent-auth.connections.v1", days(30)),
    /** Accounts, authorizations, grants and tokens; key: account id. */
    ACCOUNTS("agent-auth.accounts.v1", days(7)),
    /** Token reads and proxy calls, in batches; key: account id. */
    ACCESS("agent-auth.access.v1", days(3));

    private static final int PARTITIONS = 6;

    private final String topicName;
    private final String retentionMs;

    Topic(String topicName, String retentionMs) {
        this.topicName = topicName;
        this.retentionMs = retentionMs;
    }

    /** The name in Kafka. */
    public String topicName() {
        return topicName;
    }

    /** How many partitions it is created with; consumers scale to this number. */
    public int partitions() {
        return PARTITIONS;
    }

    /** The topic's configuration in Kafka's own keys. */
    public Map<String, String> configs() {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", retentionMs,
                "compression.type", "producer",
                "max.message.bytes", "1048576",
                "message.timestamp.type", "CreateTime");
    }

    /** The topic of that name, if it is one of ours. */
    public static Optional<Topic> find(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst();
    }

    private static String days(int days) {
        return Long.toString(days * 86_400_000L);
    }
}
