// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a token is renewed, as time after its receipt (rules R14 and R18): the database adds its own clock.
 *
 * @param due when the renewal is announced and may begin; null where nobody knows the token's life
 * @param sweep when the sweeper takes it if nobody has; null where it is not scheduled at all
 * @param end when no renewal helps any more, as time after the consent; null where no such day is known
 */
public record Schedule(@Nullable Duration due, @Nullable Duration sweep, @Nullable Duration end) {
    private static final Duration GRACE_MAX = Duration.ofSeconds(30);
    private static final Duration REISSUE_WINDOW = Duration.ofSeconds(30);

    /** The schedule of a grant that ends on no day that is known. */
    public Schedule(@Nullable Duration due, @Nullable Duration sweep) {
        this(due, sweep, null);
    }

    /** The same of a grant that ends so long after the consent, however often it is renewed. */
    public Schedule ending(@Nullable Duration afterConsent) {
        return new Schedule(due, sweep, afterConsent);
    }

    /**
     * The schedule of a token that lives for {@code life} after its receipt.
     *
     * @param chance gives numbers in [0, 1), so that accounts that were connected together are not renewed together
     */
    public static Schedule of(@Nullable Duration life, Renewability renewability, DoubleSupplier chance) {
        Duration keepAlive = keepAlive(renewability.idleLimit(), chance);
        if (life == null) {
            return new Schedule(null, keepAlive);
        }
        Duration due = due(life, renewability.reissueOnlyNearEnd(), chance.getAsDouble());
        if (keepAlive != null && keepAlive.compareTo(due) < 0) {
            due = keepAlive;
        }
        Duration grace =
                shorter(GRACE_MAX, shorter(life.dividedBy(20), life.minus(due).dividedBy(4)));
        return new Schedule(due, due.plus(grace));
    }

    /** The schedule of a token that cannot be renewed: looked at when it expires. */
    public static Schedule unrenewable(@Nullable Duration life) {
        return new Schedule(null, life);
    }

    private static Duration due(Duration life, boolean onlyNearEnd, double chance) {
        if (onlyNearEnd) {
            // Asked for earlier, such a provider answers with the old token.
            return life.minus(share(shorter(REISSUE_WINDOW, life.dividedBy(10)), 1 - chance / 2));
        }
        return share(life, 0.8 - chance / 10);
    }

    private static @Nullable Duration keepAlive(@Nullable Duration idleLimit, DoubleSupplier chance) {
        return idleLimit == null ? null : share(idleLimit, 0.8 - chance.getAsDouble() / 10);
    }

    private static Duration share(Duration whole, double share) {
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
