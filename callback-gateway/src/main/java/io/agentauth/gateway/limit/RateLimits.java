// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.limit;

import io.agentauth.gateway.GatewayConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests a second by key, by environment and by client address. Counted in memory; each block of requests is added to a counter of that second in Redis,
 * whose answer corrects the count. So nobody waits for Redis, and without it the limit holds for each process by itself.
 */
@ApplicationScoped
public class RateLimits {
    private static final int WINDOWS_MAX = 100_000;
    private static final long SWEEP_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;

    /** One subject's count in one second. Guarded by itself. */
    private static final class Window {
        private long second;
        private int counted;
        private int reported;
        private int elsewhere;
    }

    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private final SharedCounts shared;
    private final GatewayConfig.RateLimit limits;

    @Inject
    RateLimits(SharedCounts shared, GatewayConfig config, Vertx vertx) {
        this.shared = shared;
        this.limits = config.rateLimit();
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    }

    /** Counts a request of an API key, or of a token that was traded for one. */
    public Verdict key(String keyId) {
        return count(keyId, limits.perKey());
    }

    /** Counts a request of an environment's API key against both, and says which of them leaves less. What the key may not costs the environment nothing. */
    public Verdict key(String keyId, @Nullable String environmentId) {
        Verdict ofKey = key(keyId);
        if (environmentId == null || !ofKey.allowed()) {
            return ofKey;
        }
        Verdict ofEnvironment = count(environmentId, limits.perEnvironment());
        return ofEnvironment.remaining() < ofKey.remaining() || !ofEnvironment.allowed() ? ofEnvironment : ofKey;
    }

    /** Counts a request that came without a known key. */
    public Verdict address(String clientAddress) {
        return count(clientAddress, limits.perAddress());
    }

    private Verdict count(String subject, int limit) {
        Window window = windows.computeIfAbsent(subject, added -> new Window());
        long second = System.currentTimeMillis() / SECOND_MILLIS;
        int block = 0;
        Verdict verdict;
        synchronized (window) {
            if (window.second != second) {
                window.second = second;
                window.counted = 0;
                window.reported = 0;
                window.elsewhere = 0;
            }
            int total = window.counted + window.elsewhere;
            if (total >= limit) {
                return new Verdict(false, limit, 0);
            }
            window.counted++;
            if (window.counted - window.reported >= Math.min(limits.block(), Math.max(1, limit / 10))) {
                block = window.counted - window.reported;
                window.reported = window.counted;
            }
            verdict = new Verdict(true, limit, limit - total - 1);
        }
        if (block > 0) {
            shared.add(subject, second, block, total -> correct(window, second, total));
        }
        return verdict;
    }

    private static void correct(Window window, long second, long total) {
        synchronized (window) {
            if (window.second == second) {
                window.elsewhere =
                        (int) Math.max(window.elsewhere, Math.min(total - window.reported, Integer.MAX_VALUE / 2));
            }
        }
    }

    private void sweep() {
        long past = System.currentTimeMillis() / SECOND_MILLIS - 1;
        windows.values().removeIf(window -> {
            synchronized (window) {
                return window.second < past;
            }
        });
        if (windows.size() > WINDOWS_MAX) {
            windows.clear();
        }
    }
}
