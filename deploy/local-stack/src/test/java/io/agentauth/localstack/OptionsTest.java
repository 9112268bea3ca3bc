// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.localstack.process.PartFailed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void withoutAWordThereIsOneOfEachAtTheUsualPorts() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(null, 0, false, false, 1));
    }

    @Test
    void valuesStandBehindTheirOptionOrAfterAnEqualsSign() {
        assertThat(Options.parse(List.of("--replicas", "2", "--data=elsewhere", "--port", "8090", "--free-ports")))
                .isEqualTo(new Options(Path.of("elsewhere"), 8090, true, false, 2));
        assertThat(Options.parse(List.of("--replicas=8")).replicas()).isEqualTo(8);
    }

    @Test
    void everyServiceHasAsManyReplicasAsWereAskedFor() {
        Settings two = Options.parse(List.of("--replicas", "2")).stack().settings();

        assertThat(Part.services()).hasSize(4).allSatisfy(service -> assertThat(two.replicas(service))
                .isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--replicas=0",
                "--replicas=9",
                "--replicas=two",
                "--replicas",
                "--port=0",
                "--port=65536",
                "--repl=2"
            })
    void whatMakesNoSenseIsRefusedWithASentence(String word) {
        assertThatThrownBy(() -> Options.parse(List.of(word)))
                .isInstanceOf(PartFailed.class)
                .hasMessageMatching(".*(is no number of replicas|needs a value|is not a port|no option --repl).*");
    }
}
