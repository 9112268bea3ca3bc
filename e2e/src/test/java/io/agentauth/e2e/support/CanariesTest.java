// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
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
    void aSecretIsFoundInWhatIsCompressedWhereverThatBegins() throws Exception {
        byte[] text = (HARMLESS + SECRET + HARMLESS).getBytes(StandardCharsets.UTF_8);
        for (boolean isGzip : new boolean[] {true, false}) {
            for (int before : new int[] {0, 1, (1 << 20) - 1}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.writeBytes(HARMLESS.substring(0, before).getBytes(StandardCharsets.UTF_8));
                // What only looks as if it were compressed is no trouble.
                out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0x78, (byte) 0x9c, 1, 2, 3});
                try (DeflaterOutputStream zipped = isGzip ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
                    zipped.write(text);
                }
                out.writeBytes(HARMLESS.getBytes(StandardCharsets.UTF_8));
                Files.write(folder.resolve("file"), out.toByteArray());

                assertThat(Canaries.in(folder, List.of(SECRET)))
                        .as("gzip: %s, at %d", isGzip, before)
                        .containsExactly("file: ya29.a…");
                assertThat(Canaries.in(List.of(out.toByteArray()), List.of(SECRET)))
                        .containsExactly("body: ya29.a…");
                assertThat(Canaries.in(folder, List.of("not-in-there-at-all"))).isEmpty();
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
