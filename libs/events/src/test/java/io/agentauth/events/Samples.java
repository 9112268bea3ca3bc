// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import io.agentauth.ids.AccountId;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.AuthorizationId;
import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** One event of each type, always the same, made from the record itself so that no type can be forgotten. */
final class Samples {
    static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Samples() {}

    static AgentAuthEvent of(Class<? extends AgentAuthEvent> type) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            return constructor.newInstance(
                    Arrays.stream(components).map(Samples::value).toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.getName(), e);
        }
    }

    static UUID uuid(int n) {
        return UUID.fromString("01890a5d-ac96-774b-bcce-b302099a80" + n);
    }

    private static Object value(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == String.class) {
            return switch (component.getName()) {
                case "provider" -> "emulated";
                case "slot" -> "main";
                case "identifierType" -> "user_id";
                case "status" -> "failed";
                default -> "refresh_token_expired";
            };
        }
        if (type == long.class) {
            return component.getName().equals("generation") ? 2L : 3L;
        }
        return switch (type.getSimpleName()) {
            case "EnvironmentId" -> new EnvironmentId(uuid(11));
            case "ConnectionId" -> new ConnectionId(uuid(12));
            case "AccountId" -> new AccountId(uuid(13));
            case "AuthorizationId" -> new AuthorizationId(uuid(14));
            case "ApiKeyId" -> new ApiKeyId(uuid(15));
            case "Instant" -> TIME;
            case "Actor" -> Actor.apiKey(new ApiKeyId(uuid(16)));
            default -> throw new AssertionError("no sample for " + component);
        };
    }
}
