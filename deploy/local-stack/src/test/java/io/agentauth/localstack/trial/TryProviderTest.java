// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryProviderTest {
    private static final Path PROVIDERS = Path.of("../../libs/providers/src/main/resources/providers");

    @TempDir
    Path folder;

    private record Outcome(int code, String said) {}

    @Test
    void whatHoldsIsToldStepByStep() {
        Outcome zoom = run(PROVIDERS.resolve("zoom.yaml"));

        assertThat(zoom.code()).isZero();
        assertThat(zoom.said())
                .contains("Zoom, played by an ordinary server")
                .contains(
                        "✓ consent",
                        "✓ code: an access token and a refresh token",
                        "✓ identity",
                        "✓ refresh",
                        "✓ revocation");
    }

    @Test
    void whatWasToldOnTheWayEndsTheGrant() throws IOException {
        Outcome vercel = run(PROVIDERS.resolve("vercel.yaml"));
        assertThat(vercel.code()).as(vercel.said()).isZero();
        assertThat(vercel.said()).contains("✓ revocation: it ends the grant");

        Path wrong = folder.resolve("vercel.yaml");
        String file = Files.readString(PROVIDERS.resolve("vercel.yaml"));
        Files.writeString(wrong, file.replace("answer: /installation_id", "answer: /installation"));
        assertThat(run(wrong).said()).contains("✗ revocation: nothing told configuration_id");
    }

    @Test
    void aFileThatIsWrongAboutItsProviderShows() throws IOException {
        Outcome right = run(PROVIDERS.resolve("discord.yaml"));
        assertThat(right.said()).contains("written from the documents");
        assertThat(right.code()).as(right.said()).isZero();

        Path wrong = folder.resolve("discord.yaml");
        String file = Files.readString(PROVIDERS.resolve("discord.yaml"));
        Files.writeString(wrong, file.replaceFirst("(?m)^token:$", "token:\n  pointers: {access_token: /data/token}"));
        Outcome outcome = run(wrong);

        assertThat(outcome.said()).contains("✗ code: no tokens");
        assertThat(outcome.code()).isEqualTo(1);
    }

    @Test
    void whatCannotBeTriedIsSaid() throws IOException {
        Path flawed = Files.writeString(folder.resolve("acme.yaml"), "id: acme\n");

        assertThat(run(flawed).said()).contains("Correct that first.");
        assertThat(run(PROVIDERS.resolve("anthropic.yaml")).code()).isEqualTo(2);
        assertThat(run(folder.resolve("nothing.yaml")))
                .isEqualTo(new Outcome(2, folder.resolve("nothing.yaml") + " cannot be read.\n"));
        assertThat(TryProvider.run(List.of(), System.out)).isEqualTo(2);
    }

    private static Outcome run(Path file) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = TryProvider.run(List.of(file.toString()), new PrintStream(said, true, StandardCharsets.UTF_8));
        return new Outcome(code, said.toString(StandardCharsets.UTF_8));
    }
}
