// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.support.Application;
import io.agentauth.e2e.support.Program;
import io.agentauth.e2e.support.Shown;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import io.agentauth.testkit.ProjectRoot;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The subscribers in docs/events, as they are written there, at a real Kafka with the events of real services. */
abstract class EventsAsWritten {
    private static final String DOCUMENT = "docs/events/README.md";

    private LocalStack stack;
    private String account;

    @BeforeEach
    void anAccountIsConnected() {
        stack = TwoOfEverythingIT.stack();
        account = Application.strict(stack).connected("subscribed");
    }

    @Test
    void theSubscriberInJava() {
        Path file = Shown.keep(
                Tools.folder("events"),
                "Subscriber.java",
                Shown.blocks(DOCUMENT, "java").getFirst());
        try (Program subscriber = Program.start(
                file.getParent(),
                Map.of("KAFKA", stack.kafka()),
                List.of(
                        Program.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Shown.classPath(KafkaConsumer.class, Logger.class),
                        file.toString()))) {
            assertThat(subscriber.heard("(" + account + " can be used)")).isNotEmpty();
        }
    }

    @Test
    void theSubscriberInShell() {
        Path folder = Tools.folder("events");
        Path tool = Shown.keep(
                folder,
                "kafka-console-consumer.sh",
                """
                #!/bin/sh
                exec "%s" -XX:TieredStopAtLevel=1 -cp "%s" org.apache.kafka.tools.consumer.ConsoleConsumer "$@"
                """
                        .formatted(Program.java(), kafkaTools()));
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        try (Program subscriber = Program.start(
                folder,
                Map.of(
                        "KAFKA",
                        stack.kafka(),
                        "ACCOUNT",
                        account,
                        "PATH",
                        folder + File.pathSeparator + System.getenv("PATH")),
                List.of(
                        "bash",
                        "-euo",
                        "pipefail",
                        "-c",
                        Shown.blocks(DOCUMENT, "bash").getFirst()))) {
            assertThat(subscriber.heard("(agent-auth.account-activated.v1\t\\{.*" + account + ".*\\})"))
                    .isNotEmpty();
        }
    }

    /** What a Kafka distribution has: the tools, and what the broker itself runs with. */
    private static String kafkaTools() {
        return Tools.kafkaTools() + File.pathSeparator + ProjectRoot.find().resolve("libs/servers/target/lib") + "/*";
    }
}
