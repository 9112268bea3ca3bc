// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
    @TempDir
    Path directory;

    Map<String, String> settings(String mode, String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("overlay.yaml"), yaml);
        return Map.of("agent-auth.mode", mode, "agent-auth.upstream.overlay-file", file.toString());
    }

    @Test
    void anOriginIsMappedAndTheRestOfTheUrlStays() throws Exception {
        Overlay overlay = Overlay.of(
                Configs.of(
                        settings(
                                "development",
                                "origins: {\"https://oauth2.googleapis.com\": \"http://localhost:9400/gmail/oauth2.googleapis.com\"}")));
        assertThat(overlay.browserUrl(URI.create("https://oauth2.googleapis.com/token?a=%20b")))
                .isEqualTo(URI.create("http://localhost:9400/gmail/oauth2.googleapis.com/token?a=%20b"));
        assertThat(overlay.browserUrl(URI.create("https://oauth2.googleapis.com:443/")))
                .isEqualTo(URI.create("http://localhost:9400/gmail/oauth2.googleapis.com/"));
        assertThat(overlay.browserUrl(URI.create("https://slack.com/x"))).isEqualTo(URI.create("https://slack.com/x"));
        assertThat(overlay.browserUrl(URI.create("https://oauth2.googleapis.com.evil.com/x")))
                .isEqualTo(URI.create("https://oauth2.googleapis.com.evil.com/x"));
    }

    @Test
    void whatItMapsToIsReached() throws Exception {
        try (Server server = Server.answering(Server.answer(200, "", "{}"));
                Door door = new Door()) {
            door.settings.putAll(settings(
                    "development",
                    "origins: {\"https://provider.emulator.test\": \"http://localhost:" + server.port() + "/emu\"}"));
            door.name("localhost", "127.0.0.1");

            assertThat(door.post(URI.create("https://provider.emulator.test/token")))
                    .isInstanceOf(UpstreamAnswer.Answered.class);
            assertThat(server.requests.getFirst()).startsWith("POST /emu/token HTTP/1.1");
        }
    }

    @Test
    void aTestIssuerOnThisMachineMayBeCalled() throws Exception {
        try (Server server = Server.answering(Server.answer(200, "", "{}"));
                Door door = new Door()) {
            door.settings.putAll(settings("development", "test_issuers: [\"http://localhost:" + server.port() + "\"]"));
            door.name("localhost", "127.0.0.1");
            assertThat(door.post(server.uri("/token"))).isInstanceOf(UpstreamAnswer.Answered.class);
        }
    }

    @Test
    void aTestIssuerElsewhereIsRefused() throws Exception {
        Map<String, String> settings = settings("development", "test_issuers: [\"http://192.168.1.1\"]");
        assertThatThrownBy(() -> Overlay.of(Configs.of(settings))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void outsideDevelopmentAnOverlayStopsTheStart() throws Exception {
        Map<String, String> settings = settings("production", "origins: {}");
        assertThatThrownBy(() -> Overlay.of(Configs.of(settings)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("development");
    }

    @Test
    void withoutAFileNothingIsMapped() {
        URI uri = URI.create("https://slack.com/x");
        assertThat(Overlay.of(Configs.of(Map.of())).browserUrl(uri)).isEqualTo(uri);
    }
}
