// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.nimbusds.jose.jwk.OctetSequenceKey;
import io.agentauth.emulator.wire.Call;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks the signatures of OAuth 1.0a (RFC 5849 §3.2), and remembers which nonces it has seen. Written from the RFC, not from who signs. */
final class SignedCalls {
    private static final Pattern PAIR = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Map<String, String> macs;
    private final Set<String> nonces = new HashSet<>();

    /** {@code macs}: the methods that are taken, by the protocol's name, with the JDK's. */
    SignedCalls(Map<String, String> macs) {
        this.macs = Map.copyOf(macs);
    }

    /** The parameters of an {@code Authorization: OAuth} header (RFC 5849 §3.5.1), decoded; none without one. */
    static Map<String, String> header(Call call) {
        Map<String, String> parameters = new HashMap<>();
        call.header("authorization").filter(value -> value.startsWith("OAuth ")).ifPresent(value -> {
            Matcher pair = PAIR.matcher(value);
            while (pair.find()) {
                if (parameters.put(
                                pair.group(1),
                                URLDecoder.decode(pair.group(2).replace("+", "%2B"), StandardCharsets.UTF_8))
                        != null) {
                    throw new IllegalArgumentException("a parameter is there twice");
                }
            }
        });
        return parameters;
    }

    /** What is wrong with the call, in a word; empty if it is signed by {@code client} with the secret of its token, and new. */
    Optional<String> wrong(Call call, Clients.Client client, String tokenSecret, Instant now) {
        Map<String, String> header = header(call);
        String mac = macs.get(header.getOrDefault("oauth_signature_method", ""));
        if (mac == null) {
            return Optional.of("signature_method_rejected");
        }
        String timestamp = header.getOrDefault("oauth_timestamp", "");
        if (!timestamp.matches("[1-9][0-9]{0,10}")
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                                .abs()
                                .compareTo(SKEW)
                        > 0) {
            return Optional.of("timestamp_refused");
        }
        byte[] wanted = signature(mac, key(client) + "&" + percent(tokenSecret), text(call, header));
        byte[] given = header.getOrDefault("oauth_signature", "").getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(Base64.getEncoder().encode(wanted), given)) {
            return Optional.of("signature_invalid");
        }
        String nonce = header.getOrDefault("oauth_nonce", "");
        // RFC 5849 §3.3: new among all of that timestamp, client and token.
        String once = String.join(" ", timestamp, client.clientId(), header.getOrDefault("oauth_token", ""), nonce);
        return nonce.isEmpty() || !nonces.add(once) ? Optional.of("nonce_used") : Optional.empty();
    }

    private static String key(Clients.Client client) {
        return client.signing().getKeys().stream()
                .filter(OctetSequenceKey.class::isInstance)
                .map(key -> percent(new String(((OctetSequenceKey) key).toByteArray(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElse("");
    }

    private static String text(Call call, Map<String, String> header) {
        Set<String> pairs = new TreeSet<>();
        header.forEach((name, value) -> {
            if (!name.equals("oauth_signature") && !name.equals("realm")) {
                pairs.add(percent(name) + "\n" + percent(value));
            }
        });
        call.query().each((name, value) -> pairs.add(percent(name) + "\n" + percent(value)));
        if (call.body() == Call.Body.FORM) {
            call.parameters().each((name, value) -> pairs.add(percent(name) + "\n" + percent(value)));
        }
        // A line feed sorts before everything that percent-encoding leaves, so names that begin alike keep their order.
        String joined = String.join("&", pairs).replace('\n', '=');
        return call.method() + "&" + percent("https://" + call.path()) + "&" + percent(joined);
    }

    private static byte[] signature(String mac, String key, String text) {
        try {
            Mac signer = Mac.getInstance(mac);
            signer.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac));
            return signer.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + mac, e);
        }
    }

    /** RFC 5849 §3.6, from the form's encoding. */
    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
