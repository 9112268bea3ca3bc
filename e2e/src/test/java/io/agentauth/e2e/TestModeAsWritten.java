// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.e2e.support.Program;
import io.agentauth.e2e.support.Shown;
import io.agentauth.e2e.support.Tools;
import io.agentauth.localstack.LocalStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/guides/test-mode.md, as it is written there: what an application's own tests do to have accounts in every state. */
abstract class TestModeAsWritten {
    private static final String DOCUMENT = "docs/guides/test-mode.md";

    @Test
    void everyOutcomeCanBeHad() {
        LocalStack stack = TwoOfEverythingIT.stack();
        StringBuilder script = new StringBuilder();
        List<String> blocks = Shown.blocks(DOCUMENT, "bash");
        for (int i = 0; i < blocks.size(); i++) {
            script.append("echo '=== ").append(i).append("'\n").append(blocks.get(i));
        }
        Path file = Shown.keep(Tools.folder("test-mode"), "guide.sh", script.toString());

        try (Program guide = Program.start(
                file.getParent(),
                Map.of(
                        "URL", stack.baseUrl().toString(),
                        "EMULATOR", stack.emulatorUrl().toString(),
                        "KEY", stack.apiKey()),
                List.of("bash", "-euo", "pipefail", file.toString()))) {
            Map<String, String> said = byFirstLine(blocks, guide.end());

            assertThat(said.get("new_account granted")).contains("active", "access_token");
            assertThat(said.get("new_account denied")).contains("pending_auth", "denied");
            assertThat(said.get("emulator PUT switches '{\"refresh_lifetime\": 1}'"))
                    .contains("reauthorization_required", "/connect/", "expired");
            assertThat(said.get("person \"$(link)\" allow ada")).contains("active");
            assertThat(said.get("new_account revoked")).contains("reauthorization_required", "expired");
            assertThat(said.get("new_account disconnected")).contains("disconnected", "revoked");
            assertThat(said.get("new_account limited")).contains("provider_rate_limited", "access_token", "active");
        }
    }

    /** What was said in each block, by the block's first line. */
    private static Map<String, String> byFirstLine(List<String> blocks, String said) {
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            int begin = said.indexOf("=== " + i + "\n");
            int end = said.indexOf("=== " + (i + 1) + "\n");
            parts.put(
                    blocks.get(i).lines().findFirst().orElseThrow(),
                    said.substring(begin, end < 0 ? said.length() : end));
        }
        return parts;
    }
}
