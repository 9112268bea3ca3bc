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
    /** What lives shorter than this ends too soon for anybody to be asked before. */
    private static final Duration A_DAY = Duration.ofDays(1);

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
            return Schedule.unrenewable(life).ending(life == null || life.compareTo(A_DAY) < 0 ? null : life);
        }
        Renewability renewability = new Renewability(
                provider.refresh().reissueOnlyNearEnd(),
                seconds(provider.refresh().idleLimitSeconds()));
        return Schedule.of(life, renewability, chance)
                .ending(seconds(provider.token().lifetimes().grantSeconds()));
    }

    private static @Nullable Duration seconds(@Nullable Integer said) {
        return said == null ? null : Duration.ofSeconds(said);
    }

    /** A number in [0, 1). */
    public double chance() {
        return chance.getAsDouble();
    }
}
