// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that signs an account's calls but the client's own secret. It is sealed in one piece where an access token would be: a token without its
 * secret, or of another client, is of no use.
 *
 * @param clientId whom the token was given to; a connection's may be another one by now
 * @param header an {@code Authorization} header that the provider takes from whoever holds the token, without a signature; null where every call is signed
 */
public record OAuth1Grant(String clientId, OAuth1Token token, SignatureMethod method, @Nullable Sensitive header) {
    /** What {@code token_type} says of it. */
    public static final String TOKEN_TYPE = "OAuth";

    /** The header's member in {@link #fields}. */
    public static final String HEADER = "authorization";

    private static final String CLIENT = "consumer_key";
    private static final String TOKEN = "token";
    private static final String SECRET = "token_secret";
    private static final String METHOD = "signature_method";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** {@code header} filled in with the token, where there is one. */
    public static OAuth1Grant of(OAuth1Signer signer, OAuth1Token token, @Nullable String header) {
        Sensitive filled = header == null
                ? null
                : Sensitive.of(header.replace("{" + CLIENT + "}", OAuth1Signature.encode(signer.clientId()))
                        .replace(
                                "{" + TOKEN + "}",
                                OAuth1Signature.encode(token.identifier().reveal(Reveal.TO_HAND_OUT))));
        return new OAuth1Grant(signer.clientId(), token, signer.method(), filled);
    }

    /** By name, as an application gets them: {@code consumer_key}, {@code token}, {@code token_secret}, {@code signature_method}. */
    public Map<String, Sensitive> fields() {
        Map<String, Sensitive> fields = new TreeMap<>();
        fields.put(CLIENT, Sensitive.of(clientId));
        fields.put(TOKEN, token.identifier());
        fields.put(SECRET, token.secret());
        fields.put(METHOD, Sensitive.of(method.wireName()));
        return fields;
    }

    /** Who signs as its client. */
    public OAuth1Signer signer(Sensitive secret) {
        return new OAuth1Signer(clientId, secret, token, method);
    }

    /** As it is sealed. */
    public Sensitive toSensitive() {
        Map<String, String> texts = new TreeMap<>();
        fields().forEach((name, secret) -> texts.put(name, secret.reveal(Reveal.TO_SEAL)));
        if (header != null) {
            texts.put(HEADER, header.reveal(Reveal.TO_SEAL));
        }
        try {
            return Sensitive.of(JSON.writeValueAsBytes(texts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    /** The same from what was sealed. */
    public static OAuth1Grant from(Sensitive sealed) {
        try {
            Map<String, String> texts = JSON.readValue(sealed.revealBytes(Reveal.TO_CALL_THE_PROVIDER), TEXTS);
            String header = texts.get(HEADER);
            return new OAuth1Grant(
                    texts.getOrDefault(CLIENT, ""),
                    new OAuth1Token(
                            Sensitive.of(texts.getOrDefault(TOKEN, "")), Sensitive.of(texts.getOrDefault(SECRET, ""))),
                    SignatureMethod.of(texts.getOrDefault(METHOD, "")),
                    header == null ? null : Sensitive.of(header));
        } catch (IOException e) {
            throw new IllegalStateException("what was sealed is no grant of OAuth 1.0a", e);
        }
    }
}
