// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.agentauth.events.AgentAuthEvent;
import io.agentauth.localstack.demo.Subscriber.Event;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas that subscribers get, and whether what was emitted is valid by them. */
public final class EventSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonSchema> BY_TYPE = new ConcurrentHashMap<>();

    private EventSchemas() {}

    /** Every event has a published schema, and is valid by it. */
    public static void requireValid(List<Event> events) {
        assertThat(events).isNotEmpty().allSatisfy(event -> assertThat(
                        BY_TYPE.computeIfAbsent(event.type(), EventSchemas::read)
                                .validate(JSON.readTree(event.data())))
                .as("%s %s", event.type(), event.data())
                .isEmpty());
    }

    private static JsonSchema read(String type) {
        InputStream schema = AgentAuthEvent.class.getResourceAsStream("schema/" + type + ".json");
        assertThat(schema).as("the schema of " + type).isNotNull();
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
}
