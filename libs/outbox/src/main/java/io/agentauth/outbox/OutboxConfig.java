// SPDX-License-Identifier: Apache-2.0
package io.agentauth.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are relayed and read. The defaults are right for every service. */
@ConfigMapping(prefix = "agent-auth.outbox")
public interface OutboxConfig {
    /** The CloudEvents source of this service's events. */
    @WithDefault("/agent-auth/${quarkus.application.name}")
    String source();

    /** How often the queue is looked at when nothing in this process asks for it: the delay of events that another replica committed. */
    @WithDefault("250ms")
    Duration poll();

    /** The same when nothing has been published for a while: each look that finds nothing doubles the pause up to this. */
    @WithDefault("1s")
    Duration pollIdle();

    /** How long a relay waits for more after the first event of a quiet moment. Longer: fewer, larger batches. */
    @WithDefault("15ms")
    Duration linger();

    /** How many events a relay reads and sends at once. */
    @WithDefault("1000")
    int batch();

    /** How long a relay holds its shards without renewing: after a crash, another replica takes over then. */
    @WithDefault("15s")
    Duration lease();

    /** How long Kafka may take to acknowledge one event, or to say which topics there are, before the relay starts afresh. */
    @WithDefault("10s")
    Duration acknowledgement();

    /** The longest pause between two tries while Kafka or the database is away. */
    @WithDefault("5s")
    Duration backoffMax();

    /** How many replicas each topic is created with; -1 leaves it to the broker. */
    @WithDefault("-1")
    short topicReplicas();

    /** How many records a consumer takes at once. */
    @WithDefault("500")
    int consumerBatch();

    /**
     * Whether records that were set aside as no events are handed to their subscribers once more when the service starts (rule R19): for one
     * start, after a release that can read them.
     */
    @WithDefault("false")
    boolean replayAtStart();

    /** How long the inbox remembers an event. It must be longer than any topic keeps one. */
    @WithDefault("35d")
    Duration inboxKept();

    /** How long this service keeps its own events after they are published. What is listed and audited is kept by account-service, for longer. */
    @WithDefault("35d")
    Duration eventsKept();
}
