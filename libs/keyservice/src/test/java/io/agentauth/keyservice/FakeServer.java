// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What both key services of these tests have: a server on loopback, real AES-GCM, and a switch that takes them away. */
class FakeServer implements AutoCloseable {
    private final HttpServer server;
    final List<String> asked = new ArrayList<>();
    volatile int brokenWith;

    /** What is asked, and what is answered. */
    interface Answers {
        Reply to(HttpExchange exchange, JsonNode body) throws GeneralSecurityException;
    }

    /** A status and a JSON body. */
    record Reply(int status, Object body) {}

    FakeServer(Answers answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, Answers answers) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] sent = exchange.getRequestBody().readAllBytes();
        exchange.setAttribute("body", sent);
        Reply reply;
        try {
            reply = brokenWith != 0
                    ? new Reply(brokenWith, Map.of("errors", List.of("sealed")))
                    : answers.to(
                            exchange,
                            KeyServiceHttp.JSON.readTree(
                                    sent.length == 0 ? "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8) : sent));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        byte[] body = KeyServiceHttp.bytes(reply.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static byte[] encrypt(byte[] key, byte[] plain, byte[] associatedData) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, associatedData).doFinal(plain);
        byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
        return all;
    }

    static byte[] decrypt(byte[] key, byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, 12), associatedData)
                .doFinal(sealed, 12, sealed.length - 12);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associatedData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
