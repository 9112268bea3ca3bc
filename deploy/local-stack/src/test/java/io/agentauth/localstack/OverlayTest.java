// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
    @Test
    void anAddressThatSeveralShareIsOfTheFirstInTheCatalogue(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("overlay.yaml");
        Overlay.write(file, 9400, Set.of(URI.create("http://localhost:9500")), false);

        assertThat(Files.readAllLines(file))
                .contains(
                        "  \"https://accounts.google.com\": \"http://localhost:9400/gmail/accounts.google.com\"",
                        "  \"https://www.googleapis.com\": \"http://localhost:9400/gmail/www.googleapis.com\"",
                        "  \"https://login.microsoftonline.com\": \"http://localhost:9400/outlook/login.microsoftonline.com\"",
                        "  \"https://auth.atlassian.com\": \"http://localhost:9400/jira/auth.atlassian.com\"",
                        "  \"https://slack.com\": \"http://localhost:9400/slack/slack.com\"",
                        "  \"https://api.github.com\": \"http://localhost:9400/github/api.github.com\"",
                        "  \"https://vercel.com\": \"http://localhost:9400/vercel/vercel.com\"",
                        "  \"https://trello.com\": \"http://localhost:9400/trello/trello.com\"",
                        "  \"https://api.trello.com\": \"http://localhost:9400/trello/api.trello.com\"",
                        "  \"https://gitlab.com\": \"http://localhost:9400/gitlab/gitlab.com\"",
                        "  - \"http://localhost:9500\"")
                .noneMatch(line -> line.contains("{"));
    }

    @Test
    void realProvidersAreLeftAloneWhereTheyAreAskedFor(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("overlay.yaml");
        Overlay.write(file, 9400, Set.of(), true);

        assertThat(Files.readAllLines(file))
                .anyMatch(line -> line.contains("emulator.test"))
                .allMatch(line -> !line.contains("https://") || line.contains("emulator.test"));
    }
}
