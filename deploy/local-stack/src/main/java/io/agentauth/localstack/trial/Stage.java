// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Who plays the provider, and how it is spoken to there. */
interface Stage {
    /** Who plays it, for people. */
    String player();

    /** Where a person consents. */
    URI consent(URI url);

    /** What is answered to {@code request}. */
    HttpAnswer ask(Step step, HttpRequest request);

    /** Sends a request as it is to another place. */
    static HttpAnswer send(HttpRequest request, URI where) {
        Sensitive body = request.body();
        java.net.http.HttpRequest.Builder sent = java.net.http.HttpRequest.newBuilder(where)
                .timeout(Duration.ofSeconds(20))
                .method(
                        request.method(),
                        body == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(plain(body)));
        request.headers().forEach(sent::setHeader);
        request.secretHeaders().forEach((name, value) -> sent.setHeader(name, plain(value)));
        if (request.authorization() != null) {
            sent.setHeader("Authorization", plain(request.authorization()));
        }
        if (request.contentType() != null) {
            sent.setHeader("Content-Type", request.contentType());
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(sent.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new HttpAnswer(answer.statusCode(), headers, Sensitive.of(answer.body()), Instant.now());
        } catch (IOException e) {
            throw new Rehearsal.Broken("the emulator did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rehearsal.Broken("interrupted", e);
        }
    }

    private static String plain(Sensitive secret) {
        return secret.reveal(Reveal.TO_VERIFY);
    }
}
