// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.ids.ApiKeyId;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RefusedKeysTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:59Z"));
    private final RefusedKeys keys = new RefusedKeys(null, null, now::get);

    @Test
    @DisplayName("H3: a key that tries often is told of once a minute, and many keys fill no memory")
    void onceAMinute() {
        ApiKeyId key = ApiKeyId.next();

        assertThat(keys.isNews(key)).isTrue();
        assertThat(keys.isNews(key)).isFalse();
        assertThat(keys.isNews(ApiKeyId.next())).isTrue();
        now.set(now.get().plusSeconds(1));
        assertThat(keys.isNews(key)).isTrue();

        for (int i = 0; i < 20_000; i++) {
            var _ = keys.isNews(ApiKeyId.next());
        }
        assertThat(keys.isNews(ApiKeyId.next())).isFalse();
        now.set(now.get().plusSeconds(60));
        assertThat(keys.isNews(ApiKeyId.next())).isTrue();
    }
}
