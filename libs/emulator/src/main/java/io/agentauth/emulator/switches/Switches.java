// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a provider behaves. What is null is left to the wider scope: client, then provider, then all, then the provider's nature.
 *
 * @param accessLifetime of access tokens, in seconds; 0 means that they do not expire, and that there is no refresh token
 * @param refreshLifetime of refresh tokens, in seconds; 0 means without end
 * @param codeLifetime of codes, in seconds
 * @param graceSeconds how long a spent refresh token works under {@link Rotation#GRACE}
 * @param accessDiesOnRefresh whether the old access token dies when it is renewed
 * @param barrier holds token requests until they are released
 * @param racy of concurrent presentations of one token one wins, not the first, and the others are refused without more harm
 * @param deviceLifetime of device codes, in seconds
 * @param deviceInterval how long to wait between two polls with one, in seconds
 */
public record Switches(
        @Nullable Long accessLifetime,
        @Nullable Long refreshLifetime,
        @Nullable Long codeLifetime,
        @Nullable Rotation rotation,
        @Nullable Long graceSeconds,
        @Nullable GraceAnswer graceAnswer,
        @Nullable Boolean accessDiesOnRefresh,
        @Nullable Latency latency,
        @Nullable Barrier barrier,
        @Nullable Boolean racy,
        @Nullable Long deviceLifetime,
        @Nullable Long deviceInterval,
        @Nullable List<Fault> faults) {

    public static final Switches NONE =
            new Switches(null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Answers take {@code ms} longer, before or after the provider acts. */
    public record Latency(long ms, @Nullable At at, @Nullable Of of) {
        public long at(At point, Of kind) {
            return (at == null ? At.BEFORE : at) == point && (of == null || of.covers(kind)) ? ms : 0;
        }
    }

    /** Requests wait here until they are released. */
    public record Barrier(@Nullable At at, @Nullable Of of) {
        public boolean holds(At point, Of kind) {
            return (at == null ? At.BEFORE : at) == point && (of == null || of.covers(kind));
        }
    }

    /** What a provider of this nature does when no switch says otherwise. */
    public static Switches nature(Rotation rotation, long accessLifetime, long codeLifetime) {
        return new Switches(
                accessLifetime,
                0L,
                codeLifetime,
                rotation,
                0L,
                GraceAnswer.NEW,
                false,
                null,
                null,
                false,
                600L,
                5L,
                List.of());
    }

    /** These, with refresh tokens that end after so many seconds. */
    public Switches withRefreshLifetime(long seconds) {
        return new Switches(null, seconds, null, null, null, null, null, null, null, null, null, null, null).over(this);
    }

    /** These, with spent refresh tokens that work for so many seconds more. */
    public Switches withGrace(long seconds) {
        return new Switches(null, null, null, null, seconds, null, null, null, null, null, null, null, null).over(this);
    }

    /** These, with access tokens that die when they are renewed. */
    public Switches withOldAccessDying() {
        return new Switches(null, null, null, null, null, null, true, null, null, null, null, null, null).over(this);
    }

    /** These, and where these are silent, {@code wider}. */
    public Switches over(Switches wider) {
        return new Switches(
                first(accessLifetime, wider.accessLifetime),
                first(refreshLifetime, wider.refreshLifetime),
                first(codeLifetime, wider.codeLifetime),
                first(rotation, wider.rotation),
                first(graceSeconds, wider.graceSeconds),
                first(graceAnswer, wider.graceAnswer),
                first(accessDiesOnRefresh, wider.accessDiesOnRefresh),
                first(latency, wider.latency),
                first(barrier, wider.barrier),
                first(racy, wider.racy),
                first(deviceLifetime, wider.deviceLifetime),
                first(deviceInterval, wider.deviceInterval),
                first(faults, wider.faults));
    }

    public Optional<Duration> accessLife() {
        return seconds(accessLifetime);
    }

    public Optional<Duration> refreshLife() {
        return seconds(refreshLifetime);
    }

    public Duration codeLife() {
        return seconds(codeLifetime).orElse(Duration.ofMinutes(10));
    }

    public Duration deviceLife() {
        return seconds(deviceLifetime).orElse(Duration.ofMinutes(10));
    }

    public Duration deviceWait() {
        return seconds(deviceInterval).orElse(Duration.ofSeconds(5));
    }

    public Duration grace() {
        return seconds(graceSeconds).orElse(Duration.ZERO);
    }

    public Rotation rotationOrNone() {
        return rotation == null ? Rotation.NONE : rotation;
    }

    public boolean isRacy() {
        return Boolean.TRUE.equals(racy);
    }

    public boolean oldAccessDies() {
        return Boolean.TRUE.equals(accessDiesOnRefresh);
    }

    private static Optional<Duration> seconds(@Nullable Long seconds) {
        return seconds == null || seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static <T> @Nullable T first(@Nullable T narrow, @Nullable T wide) {
        return narrow == null ? wide : narrow;
    }
}
