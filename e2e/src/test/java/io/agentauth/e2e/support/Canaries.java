// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Looks for secrets in whatever lies in a folder, byte by byte: as they are, percent-encoded, in hex of either case, and in either base64 at any place
 * of a longer text; and in what gzip or zlib (RFC 1952, RFC 1950) made of any of these, wherever in a file it begins. What PostgreSQL compresses by
 * itself is not looked into.
 */
public final class Canaries {
    private static final int LENGTH_MIN = 12;
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int FINGERPRINT_BYTES = 4;
    private static final int BASE64_GROUP = 3;
    private static final int[] GZIP = {0x1f, 0x8b, 0x08};
    private static final int[] ZLIB = {0x78, 0x9c};
    private static final long INFLATED_BYTES_MAX = 64L << 20;

    private final Map<Integer, List<Form>> forms = new HashMap<>();
    private int longest;

    /** A secret as it may be written somewhere. */
    private record Form(String secret, byte[] bytes) {}

    private Canaries(Collection<String> secrets) {
        for (String secret : secrets) {
            if (secret.length() < LENGTH_MIN) {
                throw new IllegalArgumentException("a secret that is too short to look for");
            }
            written(secret.getBytes(StandardCharsets.UTF_8)).forEach(text -> add(secret, text));
        }
    }

    /** Where something of {@code secrets} was found: the file, and the beginning of the secret. */
    public static Collection<String> in(Path folder, Collection<String> secrets) {
        Canaries canaries = new Canaries(secrets);
        Collection<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> canaries.look(() -> Files.newInputStream(file), folder.relativize(file), found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Which of {@code secrets} are in {@code bodies}. */
    public static Collection<String> in(List<byte[]> bodies, Collection<String> secrets) {
        Canaries canaries = new Canaries(secrets);
        Collection<String> found = new TreeSet<>();
        bodies.forEach(body -> canaries.look(() -> new ByteArrayInputStream(body), Path.of("body"), found));
        return found;
    }

    /** Opens what is looked into, from its beginning. */
    private interface Source {
        InputStream open() throws IOException;
    }

    private static List<String> written(byte[] secret) {
        List<String> forms = new ArrayList<>();
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(secret));
        forms.add(HexFormat.of().withUpperCase().formatHex(secret));
        forms.add(java.net.URLEncoder.encode(new String(secret, StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        for (int before = 0; before < BASE64_GROUP; before++) {
            forms.add(inside(secret, before, Base64.getEncoder()));
            forms.add(inside(secret, before, Base64.getUrlEncoder()));
        }
        return forms;
    }

    /** What is the same in the base64 of every text that has {@code before} bytes, modulo 3, in front of the secret. */
    private static String inside(byte[] secret, int before, Base64.Encoder encoder) {
        byte[] text = new byte[before + secret.length];
        System.arraycopy(secret, 0, text, before, secret.length);
        int whole = text.length / BASE64_GROUP;
        String encoded = encoder.encodeToString(Arrays.copyOf(text, whole * BASE64_GROUP));
        return before == 0 ? encoded : encoded.substring(FINGERPRINT_BYTES);
    }

    private void add(String secret, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        longest = Math.max(longest, bytes.length);
        forms.computeIfAbsent(fingerprint(bytes, 0), _ -> new ArrayList<>()).add(new Form(secret, bytes));
    }

    private void look(Source source, Path name, Collection<String> found) {
        List<Long> compressed = new ArrayList<>();
        try (InputStream in = source.open()) {
            look(in, name, found, compressed::add);
            for (long at : compressed) {
                lookInto(source, at, name, found);
            }
        } catch (NoSuchFileException _) {
            // A server has removed it meanwhile.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What begins like something compressed, and may be anything else. */
    private void lookInto(Source source, long at, Path name, Collection<String> found) throws IOException {
        try (InputStream in = new BufferedInputStream(source.open())) {
            in.skipNBytes(at);
            in.mark(2);
            boolean isGzip = in.read() == GZIP[0];
            in.reset();
            InputStream inflated = isGzip ? new GZIPInputStream(in) : new InflaterInputStream(in);
            look(new Lenient(inflated), name, found, _ -> {});
        } catch (EOFException | ZipException _) {
            // It was something else, or a server has shortened it meanwhile.
        }
    }

    /** What can be read until it ends, is no compressed stream any more, or is a bomb. */
    private static final class Lenient extends InputStream {
        private final InputStream inflated;
        private long left = INFLATED_BYTES_MAX;

        private Lenient(InputStream inflated) {
            this.inflated = inflated;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            try {
                int read = left <= 0 ? -1 : inflated.read(bytes, from, length);
                left -= Math.max(0, read);
                return read;
            } catch (IOException _) {
                return -1;
            }
        }
    }

    private void look(InputStream in, Path name, Collection<String> found, LongConsumer compressed) throws IOException {
        byte[] window = new byte[WINDOW_BYTES];
        int kept = 0;
        long before = 0;
        int read = in.readNBytes(window, kept, window.length - kept);
        while (read > 0) {
            int length = kept + read;
            look(window, length, name, found);
            // The kept bytes were looked at before, but for the last.
            for (int at = Math.max(0, kept - 2); at + 2 < length; at++) {
                if (beginsCompressed(window, at)) {
                    compressed.accept(before + at);
                }
            }
            kept = Math.min(longest - 1, length);
            before += length - kept;
            System.arraycopy(window, length - kept, window, 0, kept);
            read = in.readNBytes(window, kept, window.length - kept);
        }
    }

    private static boolean beginsCompressed(byte[] window, int at) {
        return (window[at] == GZIP[0] && window[at + 1] == (byte) GZIP[1] && window[at + 2] == GZIP[2])
                || (window[at] == ZLIB[0] && window[at + 1] == (byte) ZLIB[1]);
    }

    private void look(byte[] window, int length, Path name, Collection<String> found) {
        for (int at = 0; at + FINGERPRINT_BYTES <= length; at++) {
            List<Form> here = forms.get(fingerprint(window, at));
            if (here != null) {
                for (Form form : here) {
                    int end = at + form.bytes().length;
                    if (end <= length && Arrays.equals(window, at, end, form.bytes(), 0, form.bytes().length)) {
                        found.add(name + ": " + form.secret().substring(0, LENGTH_MIN / 2) + "…");
                    }
                }
            }
        }
    }

    private static int fingerprint(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }
}
