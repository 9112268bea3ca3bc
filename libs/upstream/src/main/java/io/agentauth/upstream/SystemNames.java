// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The system's resolver, with a short memory: a busy provider's name is looked up once in a while, and by one request. */
final class SystemNames implements Names {
    private static final int REMEMBERED_MAX = 4096;

    private final Vertx vertx;
    private final long keptNanos;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    SystemNames(Vertx vertx, Duration kept) {
        this.vertx = vertx;
        this.keptNanos = kept.toNanos();
    }

    @Override
    public Future<List<InetAddress>> addresses(String host) {
        if (known.size() > REMEMBERED_MAX) {
            known.clear();
        }
        return known.compute(host, (_, before) -> before != null && before.isFresh(keptNanos) ? before : lookUp(host))
                .addresses();
    }

    private Known lookUp(String host) {
        Future<List<InetAddress>> addresses =
                vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
        return new Known(addresses, System.nanoTime());
    }

    private record Known(Future<List<InetAddress>> addresses, long since) {
        boolean isFresh(long keptNanos) {
            return !addresses.failed() && System.nanoTime() - since < keptNanos;
        }
    }
}
