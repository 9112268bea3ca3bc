// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What happened in the environment, the oldest first. */
public final class Events extends Resource {
    Events(Http http) {
        super(http);
    }

    public Page<Event> list(PageQuery.Plain query) {
        return page("/v1/events", query.values(), Event.class);
    }

    public Listing<Event> all() {
        return all(PageQuery.start());
    }

    public Listing<Event> all(PageQuery.Plain query) {
        return all("/v1/events", query.values(), Event.class);
    }

    /** Answers when something happened, or after {@code wait}. */
    public Page<Event> await(PageQuery.Plain query, Duration wait) {
        Map<String, Object> asked = new HashMap<>(query.values());
        asked.put("wait", wait.toSeconds() + "s");
        return page("/v1/events", asked, Event.class, wait);
    }
}
