// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a compression that was not asked for: an answer that may hold the only token is not thrown away because of it. A bomb stops at the
 * limit.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4">RFC 9110 §8.4</a>
 */
final class ContentCoding {
    private ContentCoding() {}

    static byte[] decode(@Nullable String coding, byte[] body, int bytesMax) throws TooLarge, Broken {
        String name = coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity") || body.length == 0) {
            return body;
        }
        try (InputStream plain = open(name, body)) {
            byte[] read = plain.readNBytes(bytesMax + 1);
            if (read.length > bytesMax) {
                throw new TooLarge();
            }
            return read;
        } catch (IOException _) {
            throw new Broken();
        }
    }

    private static InputStream open(String coding, byte[] body) throws IOException {
        InputStream coded = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(coded);
            case "deflate" -> new InflaterInputStream(coded);
            default -> throw new IOException("unknown coding");
        };
    }

    static final class TooLarge extends Exception {}

    static final class Broken extends Exception {}
}
