// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.Reveal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4: what authenticates a request to AWS. Every header that is given is signed, with {@code host} and {@code x-amz-date}, and
 * {@code x-amz-security-token} where the credentials are temporary. Queries are signed sorted; paths are taken as they are.
 *
 * @param region  the region, such as {@code eu-central-1}
 * @param service the service's name in signatures, such as {@code kms}
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed AWS API request</a>
 */
record AwsSignature(String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;
    private static final HexFormat HEX = HexFormat.of();

    /** A request that is to be signed. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Request(String method, URI uri, Map<String, String> headers, byte[] body) {}

    /** The headers to send: those of the request, and what signing adds. {@code host} is not among them: the client sends it itself. */
    Map<String, String> sign(Request request, AwsCredentials credentials, Instant now) {
        String time = TIME.format(now);
        String scope = time.substring(0, DATE_LENGTH) + "/" + region + "/" + service + "/aws4_request";
        SortedMap<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), trimmed(value)));
        headers.put("x-amz-date", time);
        credentials
                .sessionToken()
                .ifPresent(
                        token -> headers.put("x-amz-security-token", token.reveal(Reveal.TO_AUTHENTICATE_THE_SERVICE)));
        SortedMap<String, String> signed = new TreeMap<>(headers);
        signed.put("host", request.uri().getRawAuthority());
        String names = String.join(";", signed.keySet());
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(utf8(canonical(request, signed, names)));
        String signature = HEX.formatHex(hmac(signingKey(credentials, time.substring(0, DATE_LENGTH)), toSign));
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
        return headers;
    }

    private static String canonical(Request request, SortedMap<String, String> signed, String names) {
        String path = request.uri().getRawPath();
        String headers = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                path.isEmpty() ? "/" : path,
                query(request.uri().getRawQuery()),
                headers,
                names,
                hash(request.body()));
    }

    private static String query(String raw) {
        return raw == null
                ? ""
                : Arrays.stream(raw.split("&"))
                        .map(one -> one.contains("=") ? one : one + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static String trimmed(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    private byte[] signingKey(AwsCredentials credentials, String date) {
        byte[] start = utf8("AWS4" + credentials.secretAccessKey().reveal(Reveal.TO_AUTHENTICATE_THE_SERVICE));
        return hmac(hmac(hmac(hmac(start, date), region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
