// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every target with its seeds and with so many mutations of them, the same in each run: {@code -Dfuzz.inputs=1000000 -Dfuzz.seed=7} for more, and
 * others. {@link CoverageFuzz} chooses inputs by what they cover.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_131);
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);

    static Stream<String> targets() {
        return Targets.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    @DisplayName("D12, A8: no input makes a reader do what none may")
    void noInputMakesAReaderDoWhatNoneMay(String name) {
        run(Targets.ALL.get(name).get(), SEED, INPUTS);
    }

    @Test
    void aFlawIsFoundAndItsInputNamed() {
        Target flawed = new Target() {
            @Override
            public List<String> seeds() {
                return List.of("code=abc&state=xyz");
            }

            @Override
            public void read(byte[] input) {
                Target.require(
                        !Target.text(input).contains("&state=xyz&state="), "a parameter that came twice was taken");
            }
        };

        assertThatThrownBy(() -> run(flawed, SEED, INPUTS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Base64")
                .hasRootCauseMessage("a parameter that came twice was taken");
    }

    @Test
    void theSameSeedGivesTheSameInputs() {
        Mutation one = new Mutation(1, List.of("code=abc&state=xyz"));
        Mutation other = new Mutation(1, List.of("code=abc&state=xyz"));

        for (int i = 0; i < 1_000; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }

    private static void run(Target target, long seed, int inputs) {
        target.seeds().forEach(text -> read(target, text.getBytes(StandardCharsets.UTF_8)));
        Mutation mutation = new Mutation(seed, target.seeds());
        for (int i = 0; i < inputs; i++) {
            read(target, mutation.next());
        }
    }

    private static void read(Target target, byte[] input) {
        try {
            target.read(input);
        } catch (RuntimeException | AssertionError | StackOverflowError finding) {
            throw new AssertionError(
                    "an input makes it fail, in Base64: " + Base64.getEncoder().encodeToString(input), finding);
        }
    }
}
