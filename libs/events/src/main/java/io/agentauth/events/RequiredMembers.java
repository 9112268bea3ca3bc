// SPDX-License-Identifier: Apache-2.0
package io.agentauth.events;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a decoded event has all that its type requires. A component that a later release adds is {@code @Nullable}: events without it are
 * still in the topics, and still events.
 */
final class RequiredMembers {
    private static final ClassValue<List<Method>> REQUIRED = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                    .map(RecordComponent::getAccessor)
                    .toList();
        }
    };

    private RequiredMembers() {}

    static boolean present(AgentAuthEvent event) {
        try {
            for (Method member : REQUIRED.get(event.getClass())) {
                if (member.invoke(event) == null) {
                    return false;
                }
            }
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an event's component cannot be read: " + event.type(), e);
        }
    }
}
