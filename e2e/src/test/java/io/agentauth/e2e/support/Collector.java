// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.agentauth.localstack.LocalStack;
import io.agentauth.localstack.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes traces as a collector does: OTLP over HTTP, in protobuf, of which it reads the fields that tests ask for.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    /** A span, and the service that it came from. */
    public record Span(
            String service,
            String trace,
            String parent,
            String name,
            Map<String, String> attributes,
            List<String> linked) {}

    private Collector(HttpServer server) {
        this.server = server;
    }

    /** On a port of its own. */
    public static Collector start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Collector collector = new Collector(server);
            server.createContext("/v1/traces", collector::take);
            server.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException("no port is to be had", e);
        }
    }

    /** Has every service send here what is part of a trace that somebody else began; they begin none themselves. */
    public void watch(LocalStack.Builder stack) {
        for (Part service : Part.services()) {
            stack.config(service, "quarkus.otel.sdk.disabled", "false")
                    .config(service, "quarkus.otel.exporter.otlp.protocol", "http/protobuf")
                    .config(service, "quarkus.otel.traces.sampler.arg", "0.0")
                    .config(service, "quarkus.otel.bsp.schedule.delay", "200ms")
                    .config(
                            service,
                            "quarkus.otel.exporter.otlp.endpoint",
                            "http://127.0.0.1:" + server.getAddress().getPort());
        }
    }

    /** What came of a trace so far. */
    public List<Span> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    /** Which of {@code secrets} anything that came has, in whichever field and encoding. */
    public Collection<String> found(Collection<String> secrets) {
        return Canaries.in(bodies, secrets);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(body);
            messages(body, 1).forEach(this::take);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void take(byte[] resourceSpans) {
        String service = messages(resourceSpans, 1).stream()
                .map(Collector::attributes)
                .map(attributes -> attributes.getOrDefault("service.name", ""))
                .findFirst()
                .orElse("");
        for (byte[] scope : messages(resourceSpans, 2)) {
            messages(scope, 2).forEach(span -> spans.add(span(service, span)));
        }
    }

    private static Span span(String service, byte[] span) {
        return new Span(
                service,
                hex(span, 1),
                hex(span, 4),
                text(span, 5),
                attributes(span, 9),
                messages(span, 13).stream().map(link -> hex(link, 1)).toList());
    }

    private static Map<String, String> attributes(byte[] resource) {
        return attributes(resource, 1);
    }

    private static Map<String, String> attributes(byte[] message, int field) {
        Map<String, String> attributes = new TreeMap<>();
        for (byte[] pair : messages(message, field)) {
            messages(pair, 2).forEach(value -> attributes.put(text(pair, 1), text(value, 1)));
        }
        return attributes;
    }

    private static String text(byte[] message, int field) {
        return messages(message, field).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static String hex(byte[] message, int field) {
        return messages(message, field).stream()
                .map(HexFormat.of()::formatHex)
                .findFirst()
                .orElse("");
    }

    private static List<byte[]> messages(byte[] message, int field) {
        return fields(message).getOrDefault(field, List.of());
    }

    /** The fields of a message that have a length, by number; numbers are passed over. */
    private static Map<Integer, List<byte[]>> fields(byte[] message) {
        Map<Integer, List<byte[]>> fields = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) (tag & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> {
                    byte[] value = new byte[Math.toIntExact(varint(in))];
                    in.get(value);
                    fields.computeIfAbsent((int) (tag >>> 3), _ -> new CopyOnWriteArrayList<>())
                            .add(value);
                }
                case 5 -> in.getInt();
                default -> throw new IllegalArgumentException("no protobuf: wire type " + (tag & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no protobuf: a number without an end");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
