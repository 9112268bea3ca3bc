// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.provider;

import io.agentauth.localstack.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the replicas of token-refresher count. */
final class Metrics {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Metrics() {}

    /** A counter over all its labels and all replicas. */
    static double sum(String counter) {
        double sum = 0;
        for (int i = 0; i < ProviderFaultsIT.REFRESHERS; i++) {
            int port = ProviderFaultsIT.stack().child(Part.TOKEN_REFRESHER, i).managementPort();
            sum += read("http://127.0.0.1:" + port + "/q/metrics")
                    .lines()
                    .filter(line -> line.startsWith(counter + "{") || line.startsWith(counter + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }

    private static String read(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
