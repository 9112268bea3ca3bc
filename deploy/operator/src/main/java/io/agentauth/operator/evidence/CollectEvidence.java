// SPDX-License-Identifier: Apache-2.0
package io.agentauth.operator.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.operator.Operator;
import io.agentauth.trail.TrailCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ./agent-auth evidence}: reads one environment by its public API and writes what it says, with a checksum of each file, for whoever audits it.
 * It judges nothing but whether the trail holds. Exits 0 when all was collected and the trail holds, 1 when not, 2 when the command is none.
 */
public final class CollectEvidence {
    private static final String USAGE =
            """
            evidence --url URL --key-file FILE --out DIR [--from TIME] [--to TIME] [--events-kept DAYS] [--reads-kept DAYS]
            The key needs connections:read, audit:read and admin. Times are ISO 8601 in UTC; without them all of the trail is taken.
            """;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LIFE_OF_KEYS =
            Set.of("agent-auth.api-key-created.v1", "agent-auth.api-key-revoked.v1");

    private final Installation api;
    private final Order order;
    private final Instant now;
    private final ObjectNode found = JsonNodeFactory.instance.objectNode();

    private CollectEvidence(Installation api, Order order, Instant now) {
        this.api = api;
        this.order = order;
        this.now = now;
    }

    public static void main(String[] args) {
        System.exit(run(List.of(args), Path.of(System.getProperty("project.root", ".")), System.out, Instant.now()));
    }

    static int run(List<String> args, Path product, PrintStream out, Instant now) {
        Order order;
        try {
            order = Order.parse(args);
        } catch (IllegalArgumentException | DateTimeException e) {
            out.append(USAGE);
            return 2;
        }
        try {
            Installation api = new Installation(order.url(), Operator.readKey(order.keyFile()));
            Files.createDirectories(order.out());
            return new CollectEvidence(api, order, now).all(product, out);
        } catch (IOException e) {
            out.append("error: ").append(String.valueOf(e.getMessage())).append('\n');
            return 1;
        }
    }

    private int all(Path product, PrintStream out) throws IOException {
        found.put("collected_at", now.toString());
        found.put("url", order.url().toString());
        write("environment.json", api.get("/v1/environment"));
        write("connections.json", JSON.valueToTree(api.all("/v1/connections")));
        write("access-review.json", AccessReview.of(api, now));
        api.save("/v1/audit/export.csv" + order.period(), order.out().resolve("trail.csv"));
        api.save("/v1/audit/export" + order.period(), order.out().resolve("trail.jsonl"));
        rotations();
        boolean holds = check();
        ProductFacts.of(product).ifPresent(facts -> found.set("product", facts));
        Checksums.into(found.putObject("files"), order.out());
        write("manifest.json", found);
        out.append(holds ? "Collected in " : "Collected, but the trail does not hold, in ")
                .append(order.out().toString())
                .append('\n');
        return holds ? 0 : 1;
    }

    /** The lines of the trail that tell of keys made and revoked. */
    private void rotations() throws IOException {
        try (Stream<String> lines = Files.lines(order.out().resolve("trail.jsonl"))) {
            Files.write(
                    order.out().resolve("key-rotations.jsonl"),
                    lines.filter(CollectEvidence::isOfKeys).toList());
        }
    }

    private static boolean isOfKeys(String line) {
        try {
            return LIFE_OF_KEYS.contains(JSON.readTree(line).path("type").asText());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean check() throws IOException {
        ObjectNode trail = found.putObject("trail");
        TrailCheck.Expected expected =
                new TrailCheck.Expected(Set.of(), "", now, order.eventsKept(), order.readsKept());
        try (BufferedReader export = Files.newBufferedReader(order.out().resolve("trail.jsonl"))) {
            TrailCheck.Report report = TrailCheck.check(export, expected);
            trail.put("holds", true).put("from_block", report.from()).put("to_block", report.to());
            trail.put("entries", report.entries()).put("kept_for_their_time", report.forgotten());
            trail.put("last_block", report.lastHash()).set("signed_with", JSON.valueToTree(report.keys()));
            return true;
        } catch (TrailCheck.Broken e) {
            trail.put("holds", false).put("why", e.getMessage());
            return false;
        }
    }

    private void write(String name, JsonNode content) throws IOException {
        Files.writeString(order.out().resolve(name), content.toPrettyString() + "\n");
    }

    /** What was asked for. */
    private record Order(Path keyFile, Path out, URI url, String period, List<Duration> kept) {
        private static final Duration EVENTS_KEPT = Duration.ofDays(400);
        private static final Duration READS_KEPT = Duration.ofDays(90);

        static Order parse(List<String> args) {
            Options options =
                    Options.parse(args, Set.of("url", "key-file", "out", "from", "to", "events-kept", "reads-kept"));
            String from =
                    options.time("from").map(time -> "from=" + encoded(time)).orElse("");
            String to = options.time("to").map(time -> "to=" + encoded(time)).orElse("");
            String period = Stream.of(from, to)
                    .filter(part -> !part.isEmpty())
                    .reduce("", (all, part) -> all + (all.isEmpty() ? "?" : "&") + part);
            return new Order(
                    Path.of(options.required("key-file")),
                    Path.of(options.required("out")),
                    URI.create(options.required("url")),
                    period,
                    List.of(options.days("events-kept", EVENTS_KEPT), options.days("reads-kept", READS_KEPT)));
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }

        Duration eventsKept() {
            return kept.getFirst();
        }

        Duration readsKept() {
            return kept.getLast();
        }
    }
}
