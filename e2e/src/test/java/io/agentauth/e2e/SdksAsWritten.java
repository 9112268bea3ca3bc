// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.e2e.support.Program;
import io.agentauth.e2e.support.Shown;
import io.agentauth.e2e.support.Tools;
import io.agentauth.e2e.support.Truth;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.api.Api;
import io.agentauth.localstack.demo.Person;
import io.agentauth.sdk.AgentAuth;
import io.agentauth.testkit.ProjectRoot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs in the SDKs' READMEs, as they are written there, against the real services and an emulated Gmail. */
abstract class SdksAsWritten {
    private static final Path SDK = ProjectRoot.find().resolve("sdk");
    private static final String LINK = "(http\\S+/connect/[\\w-]+)";

    private LocalStack stack;
    private Truth gmail;
    private Api api;

    @BeforeEach
    void theProviderKnowsTheApplicationOfTheReadmes() {
        stack = TwoOfEverythingIT.stack();
        api = new Api(stack.baseUrl(), stack.apiKey());
        gmail = new Truth(stack.emulatorUrl(), "gmail", "your-gmail-client-id");
        gmail.registers("your-gmail-client-secret");
    }

    @AfterEach
    void calm() {
        gmail.calm();
    }

    @Test
    void theStoryOfAnAccountThatIsActive() {
        try (Program story = javascript("story")) {
            consent(story);
            story.tell("the person has consented");

            assertThat(story.end()).containsPattern(LINK + " active");
        }
    }

    @Test
    void theStoryOfAnAccountThatHasExpired() {
        gmail.switches("{'access_lifetime': 8}");
        Set<String> before = accounts("user_123", "");
        try (Program story = javascript("story")) {
            consent(story);
            gmail.takeBack();
            Awaitility.await("an account that has expired")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> accounts("user_123", "expired").stream().anyMatch(id -> !before.contains(id)));
            story.tell("the person took it back");
            String again = story.heard("(?s)" + LINK + ".*?" + LINK).trim();
            story.tell("a link to connect again was made");

            assertThat(again).isNotEmpty();
            assertThat(story.end()).containsPattern(LINK + " expired");
        }
    }

    @Test
    void theQuickstartOfJavaScript() {
        assertQuickstart(javascript("quickstart"));
    }

    @Test
    void theQuickstartOfPython() {
        assertQuickstart(
                program(SDK.resolve("python"), Program.require("python3"), "-u", "tests/readme.py", "quickstart"));
    }

    @Test
    void theQuickstartOfJava() {
        String block = Shown.blocks("sdk/java/README.md", "java").getFirst();
        Path file = Shown.keep(Tools.folder("java"), "Quickstart.java", block);
        String classPath = Shown.classPath(AgentAuth.class, ObjectMapper.class, JsonFactory.class, JsonIgnore.class);

        assertQuickstart(program(
                file.getParent(), Program.java(), "-XX:TieredStopAtLevel=1", "-cp", classPath, file.toString()));
    }

    @Test
    void theQuickstartOfGo() {
        String block = Shown.blocks("sdk/go/README.md", "go").stream()
                .filter(one -> one.startsWith("package main"))
                .findFirst()
                .orElseThrow();
        Path file = Shown.keep(Tools.folder("go"), "quickstart.go", block);

        assertQuickstart(program(SDK.resolve("go"), Program.require("go"), "run", file.toString()));
    }

    private void assertQuickstart(Program quickstart) {
        try (quickstart) {
            consent(quickstart);

            assertThat(quickstart.end()).contains("Bearer token, valid until 20");
        }
    }

    /** The person follows the link that the program has said. */
    private static void consent(Program program) {
        URI link = URI.create(program.heard(LINK));
        assertThat(new Person("ada", _ -> {}).agree(link)).contains("connected");
    }

    private Set<String> accounts(String identifier, String status) {
        Set<String> ids = new HashSet<>();
        JsonNode page = Api.require(api.get("/v1/accounts?limit=100&provider=gmail&identifier=" + identifier
                + (status.isEmpty() ? "" : "&status=" + status)));
        page.path("data").forEach(account -> ids.add(account.path("id").asText()));
        return ids;
    }

    private Program javascript(String what) {
        return program(SDK.resolve("javascript"), Program.require("node"), "test/readme.js", what);
    }

    private Program program(Path folder, String... command) {
        return Program.start(
                folder,
                Map.of(
                        "AGENT_AUTH_URL", stack.baseUrl().toString(),
                        "AGENT_AUTH_API_KEY", stack.apiKey(),
                        "GOPROXY", "off",
                        "GOFLAGS", "-mod=mod",
                        "GOTOOLCHAIN", "local",
                        "CGO_ENABLED", "0"),
                Stream.of(command).toList());
    }
}
