// SPDX-License-Identifier: Apache-2.0
package io.agentauth.trail;

import java.io.BufferedReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks an export of one environment's trail with nothing but the export: each block holds exactly its entries in their order, each is behind the one
 * before it, and each is signed. For one use; not for several threads.
 *
 * <p>Entries are deleted when they were kept for their time. A block that is older than that may lack some: it is counted as forgotten, and its place
 * in the chain is checked all the same.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032: Ed25519</a>
 */
public final class TrailCheck {
    // RFC 8410 §4: what stands before the 32 bytes of an Ed25519 key.
    private static final String KEY_PREFIX = "302a300506032b6570032100";

    private final Expected expected;
    private final Set<String> keys = new TreeSet<>();
    private final List<String> entries = new ArrayList<>();
    private TrailBlock.@Nullable Read open;
    private TrailBlock.@Nullable Read last;
    private long blocks;
    private long checked;
    private long forgotten;
    private boolean seen;

    /**
     * What the caller knows apart from the export.
     *
     * @param keys       public keys in hex of which one must have signed each block; empty takes any, and the report names them
     * @param seen       the hash of a block that must be there, "" for none: what was seen once cannot be cut off unnoticed
     * @param now        when the export was made, for ages
     * @param eventsKept how long events are kept
     * @param readsKept  how long reads are kept
     */
    public record Expected(Set<String> keys, String seen, Instant now, Duration eventsKept, Duration readsKept) {
        public Expected {
            keys = Set.copyOf(keys);
        }
    }

    /** What was found to hold. {@code forgotten}: entries of blocks so old that they need not be there any more. */
    public record Report(
            String environment, long from, long to, long entries, long forgotten, Set<String> keys, String lastHash) {
        public Report {
            keys = Set.copyOf(keys);
        }
    }

    /** The trail is not what was written. The message says where. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    private TrailCheck(Expected expected) {
        this.expected = expected;
    }

    /**
     * Checks all of {@code export}.
     *
     * @throws Broken at the first thing that does not hold
     */
    public static Report check(BufferedReader export, Expected expected) throws IOException, Broken {
        return new TrailCheck(expected).all(export);
    }

    private Report all(BufferedReader export) throws IOException, Broken {
        for (String line = export.readLine(); line != null; line = export.readLine()) {
            if (TrailBlock.begins(line)) {
                close();
                open(line);
            } else if (open == null) {
                throw new Broken("the export does not begin with a block");
            } else {
                entries.add(line);
            }
        }
        close();
        TrailBlock.Read end = last;
        if (end == null) {
            throw new Broken("the export has no block");
        }
        if (!expected.seen().isEmpty() && !seen) {
            throw new Broken("the block that was seen earlier is not there: the trail was cut or replaced");
        }
        long to = end.block().number();
        return new Report(end.block().environment(), to - blocks + 1, to, checked, forgotten, keys, end.hash());
    }

    private void open(String line) throws Broken {
        TrailBlock.Read read;
        try {
            read = TrailBlock.read(line);
        } catch (IllegalArgumentException e) {
            throw new Broken(
                    "behind block " + (last == null ? "0" : last.block().number()) + ": " + e.getMessage());
        }
        TrailBlock block = read.block();
        if (!block.hash().equals(read.hash())) {
            throw broken(block, "its head was edited");
        }
        follows(block);
        if (!expected.keys().isEmpty() && !expected.keys().contains(read.publicKey())) {
            throw broken(block, "it is signed with a key that was not expected");
        }
        if (!isSigned(read)) {
            throw broken(block, "its signature does not hold");
        }
        keys.add(read.publicKey());
        seen |= read.hash().equals(expected.seen());
        open = read;
        blocks++;
    }

    private void follows(TrailBlock block) throws Broken {
        TrailBlock.Read before = last;
        if (before == null) {
            if (block.number() == 1 && !block.previous().equals(TrailBlock.NOTHING)) {
                throw broken(block, "it is the first, and is behind another");
            }
            return;
        }
        if (!block.environment().equals(before.block().environment())) {
            throw broken(block, "it is another environment's");
        }
        if (block.number() != before.block().number() + 1 || !block.previous().equals(before.hash())) {
            throw broken(block, "it does not follow block " + before.block().number());
        }
    }

    /** All lines of the open block were read. */
    private void close() throws Broken {
        TrailBlock.Read read = open;
        if (read == null) {
            return;
        }
        TrailBlock block = read.block();
        List<String> reads = entries.stream().filter(TrailCheck::isRead).toList();
        List<String> events = entries.stream().filter(line -> !isRead(line)).toList();
        if (!entries.subList(0, events.size()).equals(events)) {
            throw broken(block, "its entries were reordered");
        }
        part(block, "events", events, block.events(), block.eventsHash());
        part(block, "reads", reads, block.reads(), block.readsHash());
        entries.clear();
        last = read;
        open = null;
    }

    private void part(TrailBlock block, String what, List<String> lines, long count, String hash) throws Broken {
        if (lines.size() == count && TrailBlock.hashOf(lines).equals(hash)) {
            checked += count;
            return;
        }
        Duration kept = what.equals("reads") ? expected.readsKept() : expected.eventsKept();
        if (lines.size() < count && block.closedAt().isBefore(expected.now().minus(kept))) {
            forgotten += count;
            return;
        }
        throw broken(
                block,
                lines.size() == count
                        ? "its " + what + " were edited or reordered"
                        : "it has " + lines.size() + " " + what + " of " + count);
    }

    private static boolean isRead(String line) {
        return line.startsWith("{\"kind\":\"read\"");
    }

    private static Broken broken(TrailBlock block, String what) {
        return new Broken("block " + block.number() + " of " + block.closedAt() + ": " + what);
    }

    private static boolean isSigned(TrailBlock.Read read) {
        try {
            HexFormat hex = HexFormat.of();
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(hex.parseHex(KEY_PREFIX + read.publicKey())));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(read.block().toSign());
            return check.verify(hex.parseHex(read.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }
}
