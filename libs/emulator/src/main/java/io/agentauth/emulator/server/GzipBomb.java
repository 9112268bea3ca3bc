// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.server;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.zip.Deflater;

/** A gzip stream that grows a thousandfold: a head, and a part that may be repeated, each for 1 MB of spaces. */
final class GzipBomb {
    static final int UNPACKED_BYTES = 1 << 20;
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private GzipBomb() {}

    static List<Buffer> parts() {
        byte[] plain = " ".repeat(UNPACKED_BYTES).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            Buffer first = Buffer.buffer(GZIP_HEADER).appendBuffer(block(deflater, plain));
            // From the second block on each refers to spaces before it only, and so fits after any other.
            return List.of(first, block(deflater, plain));
        } finally {
            deflater.end();
        }
    }

    private static Buffer block(Deflater deflater, byte[] plain) {
        Buffer out = Buffer.buffer();
        byte[] piece = new byte[1 << 14];
        deflater.setInput(plain);
        int written;
        do {
            written = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            out.appendBytes(piece, 0, written);
        } while (written == piece.length);
        return out;
    }
}
