// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import io.agentauth.localstack.demo.Subscriber;
import io.agentauth.localstack.demo.Subscriber.Event;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what the databases record with what a subscriber reads from Kafka. */
public final class Events {
    private static final Duration PUBLISHED_MAX = Duration.ofSeconds(60);

    private Events() {}

    /** Every event that is recorded about {@code subjects} is on its topic and valid by its schema, and first copies come in order, from 1, without a gap. */
    public static void assertComplete(LocalStack stack, List<String> subjects) {
        Map<String, Long> recorded = new HashMap<>();
        for (Part owner : Part.owners()) {
            recorded.putAll(recorded(stack, owner, subjects));
        }
        assertThat(recorded).as("recorded events").isNotEmpty();
        try (Subscriber subscriber = new Subscriber(stack.kafka())) {
            List<Event> read = subscriber.readUntil(events -> covers(events, recorded), PUBLISHED_MAX);
            EventSchemas.requireValid(read);
            assertInOrder(read, subjects);
        }
    }

    private static boolean covers(List<Event> events, Map<String, Long> recorded) {
        Set<String> seen = new HashSet<>();
        events.stream()
                .filter(Events::isAChange)
                .forEach(event -> seen.add(event.source() + " " + event.subject() + " " + event.sequence()));
        return recorded.entrySet().stream().allMatch(key -> seen.contains(key.getKey() + " " + key.getValue()));
    }

    private static void assertInOrder(List<Event> events, List<String> subjects) {
        Map<String, Set<Long>> before = new HashMap<>();
        events.stream()
                .filter(event -> isAChange(event) && subjects.contains(event.subject()))
                .forEach(event -> {
                    Set<Long> seen =
                            before.computeIfAbsent(event.source() + " " + event.subject(), _ -> new TreeSet<>());
                    if (!seen.contains(event.sequence())) {
                        assertThat(event.sequence())
                                .as("the next of " + event.source() + " about " + event.subject())
                                .isEqualTo(seen.size() + 1L);
                        seen.add(event.sequence());
                    }
                });
    }

    /** Reads are told on a topic of their own, whose sequence orders but does not count. */
    private static boolean isAChange(Event event) {
        return !event.topic().equals("agent-auth.access.v1");
    }

    /** The last sequence of each subject, by producer and subject. */
    private static Map<String, Long> recorded(LocalStack stack, Part owner, List<String> subjects) {
        try (Connection database = DriverManager.getConnection(stack.superuserJdbcUrl(owner));
                PreparedStatement query =
                        database.prepareStatement("select key, last from event_sequence where key = any(?)")) {
            query.setArray(1, database.createArrayOf("text", subjects.toArray()));
            Map<String, Long> last = new HashMap<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    last.put("/agent-auth/" + owner.wireName() + " " + rows.getString(1), rows.getLong(2));
                }
            }
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException("the record of " + owner.title() + " cannot be read", e);
        }
    }
}
