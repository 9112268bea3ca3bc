// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs made from seeds without looking at what they reach. The same seed number gives the same inputs, everywhere. */
final class Mutation {
    private static final int BYTES_MAX = 8_192;
    private static final byte[] TELLING = {
        0, 1, '\t', '\n', '\r', ' ', '"', '%', '&', '\'', '.', '/', '=', '@', '[', '\\', ']', '{', '}', 127, -1, -17,
        -62
    };
    private static final List<String> WORDS = List.of(
            "%00",
            "%2e%2e",
            "%ff",
            "\uFEFF",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[",
            "-1",
            "1e999",
            "9223372036854775807",
            "99999999999999999999",
            "0x7f",
            "127.0.0.1",
            "::1",
            "localhost",
            "@",
            "://",
            "\r\n",
            "&code=",
            "&state=",
            "[0]=",
            "error=",
            "\"error\":",
            "access_token",
            "expires_in");

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutation(long seed, List<String> seeds) {
        this.random = new SplittableRandom(seed);
        this.seeds = seeds.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** The next input. */
    byte[] next() {
        byte[] input = any().clone();
        for (int steps = 1 + random.nextInt(6); steps > 0; steps--) {
            input = mutate(input);
        }
        return input.length > BYTES_MAX ? Arrays.copyOf(input, BYTES_MAX) : input;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] mutate(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int to = at + random.nextInt(input.length - at + 1);
        return switch (random.nextInt(8)) {
            case 0 -> flip(input, at);
            case 1 -> joined(head(input, at), new byte[] {TELLING[random.nextInt(TELLING.length)]}, tail(input, at));
            case 2 ->
                joined(
                        head(input, at),
                        new byte[] {(byte) random.nextInt(256)},
                        tail(input, Math.min(at + 1, input.length)));
            case 3 -> joined(head(input, at), tail(input, to));
            case 4 -> joined(head(input, to), Arrays.copyOfRange(input, at, to), tail(input, to));
            case 5 ->
                joined(
                        head(input, at),
                        WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8),
                        tail(input, at));
            case 6 -> joined(head(input, at), tail(any(), 0));
            default -> joined(head(input, at), many(Arrays.copyOfRange(input, at, to)), tail(input, to));
        };
    }

    private byte[] flip(byte[] input, int at) {
        if (at == input.length) {
            return input;
        }
        byte[] flipped = input.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return flipped;
    }

    private byte[] many(byte[] part) {
        byte[][] copies = new byte[1 + random.nextInt(40)][];
        Arrays.fill(copies, part.length > 200 ? Arrays.copyOf(part, 200) : part);
        return joined(copies);
    }

    private static byte[] head(byte[] input, int end) {
        return Arrays.copyOf(input, end);
    }

    private static byte[] tail(byte[] input, int from) {
        return Arrays.copyOfRange(input, from, input.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
