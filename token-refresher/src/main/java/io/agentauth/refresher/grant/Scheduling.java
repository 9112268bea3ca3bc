// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.providers.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Schedules new tokens by what the catalogue says of their provider, and by chance. */
@ApplicationScoped
public class Scheduling {
    private final DoubleSupplier chance;

    @Inject
    Scheduling() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** With another source of numbers in [0, 1): for tests. */
    public Scheduling(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** When to renew a token that was just received and lives for {@code life}; {@code renewable} if there is a refresh token. */
    public Schedule of(Provider provider, @Nullable Duration life, boolean renewable) {
        if (!renewable) {
            return Schedule.unrenewable(life);
        }
        Integer idle = provider.refresh().idleLimitSeconds();
        Renewability renewability = new Renewability(
                provider.refresh().reissueOnlyNearEnd(), idle == null ? null : Duration.ofSeconds(idle));
        return Schedule.of(life, renewability, chance);
    }

    /** A number in [0, 1). */
    public double chance() {
        return chance.getAsDouble();
    }
}
