// SPDX-License-Identifier: Apache-2.0
package io.agentauth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.deploy.Product;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImagesTest {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency><groupId>io\\.agentauth</groupId><artifactId>([a-z-]+)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);
    private static final List<String> FOR_TESTING = List.of("emulator", "testkit", "servers", "local-stack");

    @Test
    @DisplayName("J8: no service is packaged with the emulator or anything else for testing")
    void noServiceIsPackagedWithTheEmulatorOrAnythingElseForTesting() {
        for (String service : Product.SERVICES) {
            Set<String> packaged = new HashSet<>();
            add(service, packaged);
            assertThat(packaged).as(service).isNotEmpty().doesNotContainAnyElementsOf(FOR_TESTING);
        }
    }

    @Test
    @DisplayName("J8: the operator's program is an image, packaged with nothing for testing and nothing of a service")
    void theOperatorsProgramIsPackagedWithNothingForTesting() {
        Set<String> packaged = new HashSet<>();
        add("deploy/operator", packaged);

        assertThat(packaged)
                .contains("events")
                .doesNotContainAnyElementsOf(FOR_TESTING)
                .doesNotContain("vault", "identity", "database", "keyservice");
        assertThat(Product.text(Product.file("scripts/images")))
                .contains(
                        "token-refresher operator emulator}",
                        "lay_out operator -cp '/app/lib/*' io.agentauth.operator.Main");
    }

    @Test
    @DisplayName("J8: a service is in production unless told otherwise, and starts no server of its own")
    void servicesAreInProductionUnlessToldOtherwise() {
        for (String service : Product.SERVICES) {
            assertThat(Product.properties(service))
                    .containsEntry("agent-auth.mode", "production")
                    .containsEntry("quarkus.devservices.enabled", "false");
        }
    }

    @Test
    void anImageRunsNothingWhileItIsMadeAndIsNotRoot() {
        List<String> lines =
                Product.text(Product.file("deploy/images/Dockerfile")).lines().toList();

        assertThat(lines)
                .contains("FROM ${BASE_IMAGE}", "USER 10001:10001", "ENTRYPOINT [\"java\", \"@/app/options\"]")
                .noneMatch(line -> line.startsWith("RUN"));
    }

    @Test
    @DisplayName("F13: no image writes dumps of a process, and nobody can attach to one")
    void aProcessLeavesNoTraceOfItsMemory() {
        assertThat(Product.text(Product.file("scripts/images")))
                .contains("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-XX:+DisableAttachMechanism")
                .doesNotContain("+HeapDumpOnOutOfMemoryError");
    }

    /** What a module brings along at run time, of this repository. */
    private static void add(String folder, Set<String> packaged) {
        Matcher dependency = DEPENDENCY.matcher(Product.text(Product.file(folder + "/pom.xml")));
        while (dependency.find()) {
            if (!dependency.group(2).contains("<scope>test</scope>") && packaged.add(dependency.group(1))) {
                add("libs/" + dependency.group(1), packaged);
            }
        }
    }
}
