// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import io.agentauth.localstack.demo.Transcript.NotHeld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The provider's API, used with a token that was handed out, as an agent would. */
final class ProviderApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI whoAmI;

    ProviderApi(URI emulator) {
        this.whoAmI = emulator.resolve("/emulator/provider.emulator.test/userinfo");
    }

    /** The status that the provider answers to this token. */
    int statusFor(String accessToken) {
        HttpRequest request = HttpRequest.newBuilder(whoAmI)
                .header("Authorization", "Bearer " + accessToken)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new NotHeld("the provider's API did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotHeld("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return whoAmI.getPath();
    }
}
