// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signature that a provider puts into its callback: HMAC-SHA-256 with the client's secret, in hexadecimal, over all other parameters in the order of
 * their names.
 *
 * @param parameter which parameter it is
 * @see <a href="https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant">Shopify, where it is from</a>
 */
public record CallbackSignature(@JsonValue String parameter) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CallbackSignature {}

    /** Whether {@code rawQuery} was signed, once, by whoever has {@code secret}. */
    public boolean holds(String rawQuery, Sensitive secret) {
        String own = parameter + "=";
        List<String> pairs = Arrays.asList(rawQuery.split("&", -1));
        List<String> signatures =
                pairs.stream().filter(pair -> pair.startsWith(own)).toList();
        String message = pairs.stream()
                .filter(pair -> !pair.startsWith(own))
                .sorted(Comparator.comparing(CallbackSignature::name))
                .collect(Collectors.joining("&"));
        return signatures.size() == 1
                && MessageDigest.isEqual(
                        ascii(signatures.getFirst().substring(own.length())), ascii(signature(message, secret)));
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0 ? pair : pair.substring(0, equals);
    }

    private static String signature(String message, Sensitive secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal(Reveal.TO_VERIFY).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every platform has HMAC-SHA-256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
