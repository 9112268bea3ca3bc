// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.demo.Subscriber;
import io.agentauth.localstack.demo.Subscriber.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares what the event tables say with what the topics say, by key and sequence. The copies of an event that come after its first one are
 * for the consumers' inboxes to sort out; here the first ones count.
 */
final class Topics {
    private static final Duration PUBLISHED_MAX = Duration.ofSeconds(60);
    private static final String COMMITTED =
            "select key || '#' || sequence from event where topic <> 'agent-auth.access.v1' order by key, sequence";
    private static final String GAPS =
            """
            select coalesce(sum(last), 0) - (select count(*) from event where topic <> 'agent-auth.access.v1')
              from event_sequence
            """;

    private final LocalStack stack;
    private final Servers servers;

    Topics(LocalStack stack, Servers servers) {
        this.stack = stack;
        this.servers = servers;
    }

    /** Waits until nothing is left to publish, and then finds every event on its topic: none lost, none made up, each key's in order. */
    void assertWhole() {
        Map<Part, Set<String>> committed = new HashMap<>();
        for (Part owner : Part.owners()) {
            awaitPublished(owner);
        }
        for (Part owner : Part.owners()) {
            committed.put(owner, new HashSet<>(servers.texts(owner, COMMITTED)));
            assertThat(servers.number(owner, GAPS))
                    .as("gaps in the sequences of %s", owner)
                    .isZero();
        }
        List<Event> published = published(events ->
                Part.owners().stream().allMatch(owner -> firsts(owner, events).containsAll(committed.get(owner))));
        for (Part owner : Part.owners()) {
            assertThat(servers.number(owner, "select count(*) from quarantine")).isZero();
            assertInOrder(owner, published);
            awaitPublished(owner);
            assertThat(servers.texts(owner, COMMITTED))
                    .as("events on the topics that %s never committed", owner)
                    .containsAll(firsts(owner, published));
        }
    }

    /** How many copies of {@code type} about {@code subject} are on the topics, once there is one. */
    long copies(String type, String subject) {
        return count(published(events -> count(events, type, subject) > 0), type, subject);
    }

    void awaitPublished(Part owner) {
        await("everything of " + owner + " is published")
                .atMost(PUBLISHED_MAX)
                .until(() -> servers.number(owner, "select count(*) from outbox") == 0);
    }

    private List<Event> published(Predicate<List<Event>> enough) {
        try (Subscriber subscriber = new Subscriber(stack.kafka())) {
            return subscriber.readUntil(enough, PUBLISHED_MAX);
        }
    }

    private static long count(List<Event> events, String type, String subject) {
        return events.stream()
                .filter(event -> event.type().equals(type) && event.subject().equals(subject))
                .count();
    }

    private static List<String> firsts(Part owner, List<Event> events) {
        Set<String> seen = new HashSet<>();
        List<String> firsts = new ArrayList<>();
        for (Event event : events) {
            String name = event.subject() + "#" + event.sequence();
            if (isOf(owner, event) && seen.add(name)) {
                firsts.add(name);
            }
        }
        return firsts;
    }

    private static void assertInOrder(Part owner, List<Event> events) {
        Map<String, Long> last = new HashMap<>();
        for (Event event : events) {
            if (isOf(owner, event)) {
                long before = last.getOrDefault(event.subject(), 0L);
                assertThat(event.sequence())
                        .as("%s of %s after %d", event.type(), event.subject(), before)
                        .isLessThanOrEqualTo(before + 1);
                last.put(event.subject(), Math.max(before, event.sequence()));
            }
        }
    }

    private static boolean isOf(Part owner, Event event) {
        return event.source().endsWith(owner.wireName()) && !event.topic().equals("agent-auth.access.v1");
    }
}
