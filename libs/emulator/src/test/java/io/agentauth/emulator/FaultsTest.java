// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each way to answer wrongly, seen from the wire. */
@Timeout(30)
class FaultsTest {
    private static Emulator emulator;

    private final Customer customer = Customer.of(emulator, UUID.randomUUID().toString());
    private final String token = customer.connect().get("refresh_token").asText();

    @BeforeAll
    static void start() {
        emulator = Emulator.start(EmulatorSettings.onPort(0));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private void fault(String json) {
        customer.switches("{\"faults\": [{" + json.replace('\'', '"') + "}]}");
    }

    private JsonNode known() {
        return customer.control("POST", "/truth/token", "{\"token\":\"" + token + "\"}");
    }

    @Test
    void aStatusWithHeadersSpendsNothing() {
        fault("'kind':'status','status':429,'headers':{'Retry-After':'7'},'count':1");
        HttpResponse<String> limited = customer.refresh(token);

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(known().get("valid").asBoolean()).isTrue();
        assertThat(customer.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void anErrorAfterTheRotationSpendsTheToken() {
        fault("'kind':'status','status':504,'at':'after'");

        assertThat(customer.refresh(token).statusCode()).isEqualTo(504);
        assertThat(known().has("spent_at")).isTrue();
    }

    @Test
    void aPageComesWithStatus200() {
        fault("'kind':'html'");
        HttpResponse<String> page = customer.refresh(token);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>");
    }

    @Test
    void aFalseInvalidGrantHitsAShareOfTheRequests() {
        customer.switches(
                "{\"rotation\":\"none\",\"faults\":[{\"kind\":\"error\",\"error\":\"invalid_grant\",\"share\":0.3}]}");
        long refused = java.util.stream.IntStream.range(0, 100)
                .map(_ -> customer.refresh(token).statusCode())
                .filter(status -> status == 400)
                .count();

        assertThat(refused).isBetween(15L, 45L);
    }

    @Test
    void membersAreChangedAndLeftOut() {
        fault("'kind':'edit','set':{'expires_in':'3600'},'remove':['refresh_token']");
        JsonNode answer = Customer.json(customer.refresh(token));

        assertThat(answer.get("expires_in").isTextual()).isTrue();
        assertThat(answer.has("refresh_token")).isFalse();
        assertThat(known().get("valid").asBoolean()).isTrue();
    }

    @Test
    void keysComeTwice() {
        fault("'kind':'duplicate_keys'");

        assertThat(customer.refresh(token).body()).matches("(?s).*access_token.*access_token.*");
    }

    @Test
    void theCharsetIsWrong() {
        fault("'kind':'wrong_charset'");

        assertThat(customer.refresh(token).body()).startsWith("\0{");
    }

    @Test
    void theBodyIsCut() {
        fault("'kind':'cut_body'");

        assertThatThrownBy(() -> customer.refresh(token)).hasCauseInstanceOf(IOException.class);
        assertThat(known().has("spent_at")).isTrue();
    }

    @Test
    void theConnectionIsClosed() {
        fault("'kind':'reset'");

        assertThatThrownBy(() -> customer.refresh(token)).hasCauseInstanceOf(IOException.class);
        assertThat(known().get("valid").asBoolean()).isTrue();
    }

    @Test
    void thereIsNoAnswerAndThePresentationEndsWithTheConnection() throws Exception {
        fault("'kind':'silence'");
        var never = customer.postAsync("/token", Customer.refreshing(token), customer.basic());

        assertThatThrownBy(() -> never.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        never.cancel(true);
    }

    @Test
    void bytesDrip() throws Exception {
        fault("'kind':'drip','interval_ms':2000");
        byte[] first = firstBytes(400);

        assertThat(new String(first, StandardCharsets.UTF_8)).contains("200 OK").doesNotContain("\"scope\"");
    }

    @Test
    void theBodyHasNoEnd() throws Exception {
        fault("'kind':'flood','bytes':20000000");

        assertThat(firstBytes(5_000_000)).hasSize(5_000_000);
    }

    @Test
    void aSmallBodyUnpacksToMuch() throws Exception {
        fault("'kind':'gzip_bomb','bytes':50000000");
        HttpResponse<String> headersOnly = customer.refresh(token);

        assertThat(headersOnly.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(unpacked(firstBytes(30_000))).isGreaterThan(10_000_000);
    }

    /** Reads the head and {@code bytes} of the raw answer, then hangs up. */
    private byte[] firstBytes(int bytes) throws IOException {
        String form = "grant_type=refresh_token&refresh_token=" + token;
        String request = "POST /emulator/provider.emulator.test/token HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: " + customer.basic()[1]
                + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form;
        try (Socket socket = new Socket("127.0.0.1", emulator.port())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return upTo(socket.getInputStream(), bytes);
        }
    }

    private static byte[] upTo(InputStream in, int bytes) throws IOException {
        byte[] all = new byte[bytes];
        int read = 0;
        try {
            for (int n = 0; n >= 0 && read < bytes; n = in.read(all, read, bytes - read)) {
                read += n;
            }
        } catch (java.net.SocketTimeoutException e) {
            // As much as came.
        }
        return java.util.Arrays.copyOf(all, read);
    }

    /** How many bytes the chunks hold; what is cut off at the end does not matter. */
    private static long unpacked(byte[] raw) throws IOException {
        byte[] body = Chunks.join(raw);
        long bytes = 0;
        try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(body))) {
            byte[] piece = new byte[1 << 16];
            for (int n = 0; n >= 0; n = in.read(piece)) {
                bytes += n;
            }
        } catch (java.io.EOFException e) {
            // Hung up in the middle.
        }
        return bytes;
    }
}
