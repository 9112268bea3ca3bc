// SPDX-License-Identifier: Apache-2.0
package io.agentauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path folder;

    private record Ended(int status, String said) {}

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka-controller", "redis"})
    void aPortThatIsTakenIsSaidAtTheEnd(String option) throws Exception {
        int port = Ports.free();
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            List<String> options = new ArrayList<>(List.of("--" + option + "=" + port));
            if (option.equals("kafka-controller")) {
                options.add("--kafka=0");
            }
            Ended ended = run(options);

            assertThat(ended.status()).as(ended.said()).isEqualTo(1);
            assertThat(ended.said()).contains(Integer.toString(port)).containsIgnoringCase("in use");
        }
    }

    @Test
    void dataOfAnotherBrokerIsSaidAtTheEnd() throws Exception {
        Path kafka = Files.createDirectories(folder.resolve("kafka"));
        Files.writeString(
                kafka.resolve("meta.properties"), "version=1\ncluster.id=somebody-elses\nnode.id=7\ndirectory.id=x\n");

        Ended ended = run(List.of("--kafka=0"));

        assertThat(ended.status()).as(ended.said()).isEqualTo(1);
        assertThat(ended.said()).contains("meta.properties");
    }

    private Ended run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                "target/classes" + File.pathSeparator + "target/lib/*",
                Main.class.getName(),
                "--data=" + folder));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
