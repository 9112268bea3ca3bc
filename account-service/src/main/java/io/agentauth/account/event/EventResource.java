// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.agentauth.account.event.EventLogStore.Logged;
import io.agentauth.identity.CurrentCaller;
import io.agentauth.identity.Permission;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.ids.EventId;
import io.agentauth.problems.ProblemException;
import io.agentauth.requests.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The environment's events, the oldest first. */
@Path("/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {
    private final CurrentCaller caller;
    private final ReadEvents events;

    @Inject
    EventResource(CurrentCaller caller, ReadEvents events) {
        this.caller = caller;
        this.events = events;
    }

    /** An event, as subscribers have it. */
    record EventView(
            EventId id,
            String type,
            Instant time,
            String source,
            String subject,
            long sequence,
            @Nullable EventId causationId,
            @JsonRawValue String data) {
        static EventView of(Logged event) {
            return new EventView(
                    event.id(),
                    event.type(),
                    event.occurredAt().toInstant(),
                    event.source(),
                    event.subject(),
                    event.sequence(),
                    event.causationId(),
                    event.data());
        }
    }

    /** A page, and where the next one begins: to be asked for again when something happened. */
    record Listed(List<EventView> data, @Nullable String nextCursor) {}

    /** The environment's events behind {@code cursor}; with {@code wait}, such as {@code 10s}, not before there is one. */
    @GET
    public Uni<Listed> ofEnvironment(
            @RestQuery @Nullable String cursor, @RestQuery @Nullable String limit, @RestQuery @Nullable String wait) {
        EnvironmentId environment = caller.get().requireEnvironment(Permission.EVENTS_READ);
        long position = Paging.position(cursor);
        return events.of(environment, position, Paging.limit(limit), wait(wait)).map(page -> listed(page, position));
    }

    static Listed listed(List<Logged> page, long position) {
        long last = page.isEmpty() ? position : page.getLast().position();
        return new Listed(page.stream().map(EventView::of).toList(), Paging.cursor(last));
    }

    private static Duration wait(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Duration.ZERO;
        }
        if (!text.matches("\\d{1,3}s?")) {
            throw ProblemException.invalidField("wait", "It is a number of seconds such as 10s.");
        }
        return Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
    }
}
