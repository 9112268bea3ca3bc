// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CachingKeyWrapperTest {
    private static final byte[] PLACE = {1};
    private static final byte[] OTHER = {2};
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // a clock that passes the highest value soon
    private final Backend backend = new Backend();
    private final CachingKeyWrapper wrapper = new CachingKeyWrapper(
            backend, new CachingKeyWrapper.Limits(Duration.ofSeconds(30), Duration.ofHours(1)), now::get);

    @Test
    void anAnswerIsNotAskedForAgainWhileItIsFresh() {
        byte[] wrapped = wrapper.wrap(new byte[] {7}, PLACE);

        wrapper.unwrap(wrapped, PLACE);
        assertThat(backend.asked).isZero();

        pass(Duration.ofSeconds(31));
        wrapper.unwrap(wrapped, PLACE);
        assertThat(backend.asked).isOne();
    }

    @Test
    @DisplayName("I17: while the key service is away what is held goes on for the grace, and no longer")
    void goesOnForTheGrace() {
        byte[] wrapped = wrapper.wrap(new byte[] {7}, PLACE);
        backend.away = true;
        pass(Duration.ofMinutes(59));

        assertThat(wrapper.unwrap(wrapped, PLACE)).containsExactly(7);
        assertThat(wrapper.standing()).isEqualTo(CachingKeyWrapper.Standing.GRACE);

        pass(Duration.ofMinutes(2));
        assertThat(wrapper.standing()).isEqualTo(CachingKeyWrapper.Standing.CLOSED);
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, PLACE)).isInstanceOf(KeyUnavailable.class);
    }

    @Test
    @DisplayName(
            "I17: it opens again by itself when the key service answers again, and nothing forgotten comes back as zeros")
    void opensAgain() {
        byte[] first = wrapper.wrap(new byte[] {7}, PLACE);
        byte[] second = wrapper.wrap(new byte[] {8}, OTHER);
        backend.away = true;
        pass(Duration.ofMinutes(61));
        wrapper.check();
        assertThat(wrapper.standing()).isEqualTo(CachingKeyWrapper.Standing.CLOSED);

        backend.away = false;
        wrapper.check();

        assertThat(wrapper.standing()).isEqualTo(CachingKeyWrapper.Standing.ANSWERING);
        assertThat(wrapper.unwrap(first, PLACE)).containsExactly(7);
        assertThat(wrapper.unwrap(second, OTHER)).containsExactly(8);
    }

    @Test
    void whatIsKnownOfOnePlaceIsNotGivenForAnother() {
        byte[] wrapped = wrapper.wrap(new byte[] {7}, PLACE);
        wrapper.unwrap(wrapped, OTHER);
        assertThat(backend.asked).isOne();
    }

    @Test
    void aRefusalWithoutAnythingHeldIsTheKeyServices() {
        backend.away = true;
        assertThatThrownBy(() -> wrapper.unwrap(new byte[] {1}, PLACE)).hasMessage("away");
    }

    private void pass(Duration span) {
        now.addAndGet(span.toNanos());
    }

    private static final class Backend implements KeyWrapper {
        boolean away;
        int asked;

        @Override
        public byte[] wrap(byte[] keyset, byte[] associatedData) {
            return keyset.clone();
        }

        @Override
        public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
            asked++;
            if (away) {
                throw new KeyUnavailable("away");
            }
            return wrapped.clone();
        }

        @Override
        public boolean made(byte[] wrapped) {
            return true;
        }
    }
}
