// SPDX-License-Identifier: Apache-2.0
package io.agentauth.trail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * A closed stretch of one environment's trail: so many events and then so many reads, in their order, behind the block before it. Its hash covers all
 * that, and is signed; so a block is also the signed root of everything up to it. Hashes are lower-case hex of SHA-256.
 *
 * @param number     1 for the first of an environment
 * @param eventsHash over the lines of its events
 * @param readsHash  over the lines of its reads, apart, because they are kept for another time than events
 * @param previous   the hash of the block before it; {@link #NOTHING} for the first
 */
public record TrailBlock(
        String environment,
        long number,
        Instant closedAt,
        long events,
        String eventsHash,
        long reads,
        String readsHash,
        String previous) {
    /** What the first block is behind. */
    public static final String NOTHING = "0".repeat(64);

    private static final String FORMAT = "agent-auth-trail-1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    /** The hash over {@code lines} in their order. */
    public static String hashOf(List<String> lines) {
        MessageDigest digest = sha256();
        for (String line : lines) {
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        return HEX.formatHex(digest.digest());
    }

    /** The hash that the next block is behind, and that is signed. */
    public String hash() {
        return hashOf(List.of(
                FORMAT,
                environment,
                Long.toString(number),
                closedAt.toString(),
                Long.toString(events),
                eventsHash,
                Long.toString(reads),
                readsHash,
                previous));
    }

    /** What is signed: the bytes of the hash's text. */
    public byte[] toSign() {
        return hash().getBytes(StandardCharsets.US_ASCII);
    }

    /** The block as a line of an export; its entries follow. */
    public String line(String publicKey, String signature) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("block", number);
        line.put("environment_id", environment);
        line.put("closed_at", closedAt.toString());
        line.put("events", events);
        line.put("events_hash", eventsHash);
        line.put("reads", reads);
        line.put("reads_hash", readsHash);
        line.put("previous", previous);
        line.put("hash", hash());
        line.put("public_key", publicKey);
        line.put("signature", signature);
        return line.toString();
    }

    /** Whether a line of an export begins a block. */
    static boolean begins(String line) {
        return line.startsWith("{\"block\":");
    }

    /** A block as its line says it. */
    record Read(TrailBlock block, String hash, String publicKey, String signature) {}

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException if it is no such line; quotes nothing of it
     */
    static Read read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            TrailBlock block = new TrailBlock(
                    node.path("environment_id").asText(),
                    node.path("block").asLong(-1),
                    Instant.parse(node.path("closed_at").asText()),
                    node.path("events").asLong(-1),
                    node.path("events_hash").asText(),
                    node.path("reads").asLong(-1),
                    node.path("reads_hash").asText(),
                    node.path("previous").asText());
            return new Read(
                    block,
                    node.path("hash").asText(),
                    node.path("public_key").asText(),
                    node.path("signature").asText());
        } catch (JsonProcessingException | java.time.DateTimeException _) {
            throw new IllegalArgumentException("it is no block of a trail");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
