// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PortsTest {
    private static final int MANY = 100;

    @Test
    @Timeout(60)
    void noPortIsGivenTwiceNotEvenToProcessesThatAskAtTheSameTime() throws Exception {
        List<Process> others = List.of(asking().start(), asking().start(), asking().start());

        Set<Integer> given = new HashSet<>(Ports.free(MANY));
        for (Process other : others) {
            String said = other.inputReader().readLine();
            Arrays.stream(said.split(" ")).map(Integer::valueOf).forEach(given::add);
        }

        assertThat(given).hasSize((1 + others.size()) * MANY);
        for (Process other : others) {
            other.getOutputStream().close();
            assertThat(other.waitFor()).isZero();
        }
    }

    @Test
    void theKernelGivesThemToNobodyElse() {
        assertThat(Ports.free(MANY)).allMatch(port -> port < 32_768);
    }

    @Test
    void aPortThatIsListenedOnIsNotFree() throws IOException {
        int port = Ports.free();
        assertThat(Ports.isFree(port)).isTrue();
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(port)).isFalse();
        }
    }

    private static ProcessBuilder asking() {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "target/classes" + java.io.File.pathSeparator + "target/test-classes",
                        Asking.class.getName(),
                        Integer.toString(MANY))
                .redirectErrorStream(true);
    }

    /** A process that asks for ports, tells which, and lives until its standard input ends. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] args) throws IOException {
            Ports.free(Integer.parseInt(args[0])).forEach(port -> System.out.append(port + " "));
            System.out.append('\n').flush();
            var _ = System.in.read();
        }
    }
}
