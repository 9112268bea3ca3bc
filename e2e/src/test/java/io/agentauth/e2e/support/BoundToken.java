// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;

/** A token and its key as an application was given them, which calls the provider's API with proofs that another implementation makes (RFC 9449 §7). */
public record BoundToken(String token, ECKey key) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What a token read gave. */
    public static BoundToken of(JsonNode read) {
        try {
            JsonNode fields = read.path("fields");
            return new BoundToken(
                    fields.path("access_token").asText(),
                    ECKey.parse(fields.path("private_key").asText()));
        } catch (ParseException e) {
            throw new AssertionError("no key came along", e);
        }
    }

    /** The status of a call with a proof. */
    public int call(URI api) {
        return call(api, "DPoP", Optional.of(proof(api)));
    }

    /** The status of a call by somebody who has the token alone. */
    public int callWithoutKey(URI api) {
        return call(api, "Bearer", Optional.empty());
    }

    private String proof(URI api) {
        try {
            return new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                    .createDPoPJWT("GET", api, new DPoPAccessToken(token))
                    .serialize();
        } catch (JOSEException e) {
            throw new AssertionError("the key does not sign", e);
        }
    }

    private int call(URI api, String scheme, Optional<String> proof) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api)
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", scheme + " " + token);
        proof.ifPresent(text -> request.header("DPoP", text));
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new IllegalStateException("the provider does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
