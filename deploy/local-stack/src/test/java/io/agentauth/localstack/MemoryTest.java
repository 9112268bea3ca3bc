// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.localstack.process.PartFailed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void tooLittleMemoryIsOneSentence() {
        assertThatThrownBy(() -> Memory.require(1, Optional.of(1_399L)))
                .isInstanceOf(PartFailed.class)
                .hasMessage(
                        "the stack takes about 1400 MiB of memory and only 1399 MiB are available; close something, or use a larger machine");
        assertThatThrownBy(() -> Memory.require(2, Optional.of(1_999L))).hasMessageContaining("about 2000 MiB");
    }

    @Test
    void enoughIsEnoughAndWhatIsUnknownStopsNobody() {
        assertThatCode(() -> Memory.require(1, Optional.of(1_400L))).doesNotThrowAnyException();
        assertThatCode(() -> Memory.require(8, Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void theKernelIsAsked() {
        assertThat(Memory.availableMib())
                .hasValueSatisfying(mib -> assertThat(mib).isPositive());
    }
}
