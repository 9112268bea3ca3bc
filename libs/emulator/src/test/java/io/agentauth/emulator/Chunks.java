// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Takes a raw chunked answer apart (RFC 9112 §7.1). */
final class Chunks {
    private Chunks() {}

    static byte[] join(byte[] raw) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\r\n\r\n") + 4;
        while (at < raw.length) {
            int line = text.indexOf("\r\n", at);
            int size = line < 0 ? 0 : Integer.parseInt(text.substring(at, line), 16);
            if (size == 0) {
                break;
            }
            body.write(raw, line + 2, Math.min(size, raw.length - line - 2));
            at = line + 2 + size + 2;
        }
        return body.toByteArray();
    }
}
