// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aChildIsStartedStoppedAndStartedAgain() throws IOException {
        Path ready = folder.resolve("ready");
        Child child = child("touch " + ready + "; exec sleep 60", Readiness.file(ready));

        child.start();
        child.awaitReady(SOON);
        long first = child.pid();

        assertThat(child.stop(SOON)).isTrue();
        assertThat(child.isAlive()).isFalse();
        Files.delete(ready);
        child.start();
        child.awaitReady(SOON);
        assertThat(child.pid()).isPositive().isNotEqualTo(first);
        child.kill();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aChildThatEndsBeforeItIsReadySaysSoInOneSentenceWithTheEndOfItsLog() {
        Child child = child("echo no luck; exit 7", () -> false);

        child.start();

        assertThatThrownBy(() -> child.awaitReady(SOON)).isInstanceOfSatisfying(PartFailed.class, failed -> {
            assertThat(failed).hasMessageContaining("exit code 7").hasMessageContaining("child.log");
            assertThat(failed.logTail()).containsExactly("no luck");
        });
    }

    private Child child(String shell, Readiness readiness) {
        return new Child(new Child.Plan(
                "child", List.of("/bin/sh", "-c", shell), Map.of(), 0, 0, folder.resolve("child.log"), readiness));
    }
}
