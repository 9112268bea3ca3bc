// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanariesTest {
    private static final String SECRET = "ya29.a/secret+that?is=looked~for";
    private static final String HARMLESS = "nothing to see here, ".repeat(60_000);

    @TempDir
    Path folder;

    @Test
    void aSecretIsFoundInEveryFormAndAnyPlace() throws Exception {
        byte[] plain = SECRET.getBytes(StandardCharsets.UTF_8);
        for (String form : List.of(
                SECRET,
                HexFormat.of().formatHex(plain),
                HexFormat.of().withUpperCase().formatHex(plain),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                base64("", Base64.getEncoder()),
                base64("a", Base64.getEncoder()),
                base64("ab", Base64.getUrlEncoder()),
                base64("{\"access_token\":\"", Base64.getUrlEncoder()))) {
            // Across the border of two windows too.
            for (int before : new int[] {0, 1, (1 << 20) - 7}) {
                Files.writeString(folder.resolve("file"), HARMLESS.substring(0, before) + form + HARMLESS);
                assertThat(Canaries.in(folder, List.of(SECRET)))
                        .as(form)
                        .singleElement()
                        .asString()
                        .isEqualTo("file: ya29.a…");
            }
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Files.createDirectories(folder.resolve("below"));
        Files.writeString(folder.resolve("below/file"), SECRET.substring(0, SECRET.length() - 1) + HARMLESS);

        assertThat(Canaries.in(folder, List.of(SECRET))).isEmpty();
        assertThatThrownBy(() -> Canaries.in(folder, List.of("short"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String base64(String before, Base64.Encoder encoder) {
        return encoder.encodeToString((before + SECRET + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
