// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.exchange.Flights;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StopOrderTest {
    @Test
    @DisplayName("No code is shown any more when a stopping process looks which exchanges it has to wait for")
    void noNewQuestions() throws NoSuchMethodException {
        assertThat(whenStopped(DevicePolls.class)).isLessThan(whenStopped(Flights.class));
    }

    private static int whenStopped(Class<?> bean) throws NoSuchMethodException {
        Priority priority = bean.getDeclaredMethod("stop", ShutdownEvent.class)
                .getParameters()[0]
                .getAnnotation(Priority.class);
        assertThat(priority).as(bean.getSimpleName()).isNotNull();
        return priority.value();
    }
}
