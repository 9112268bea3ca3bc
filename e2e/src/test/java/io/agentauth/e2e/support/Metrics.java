// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.support;

import io.agentauth.localstack.process.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What services count. */
public final class Metrics {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Metrics() {}

    /** A counter or gauge over all its labels and all these replicas. */
    public static double sum(List<Child> replicas, String counter) {
        double sum = 0;
        for (Child replica : replicas) {
            sum += read("http://127.0.0.1:" + replica.managementPort() + "/q/metrics")
                    .lines()
                    .filter(line -> line.startsWith(counter + "{") || line.startsWith(counter + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }

    /** The names of all that a service measures now, as Prometheus gets them. */
    public static Set<String> names(Child replica) {
        return read("http://127.0.0.1:" + replica.managementPort() + "/q/metrics")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(line.contains("{") ? '{' : ' ')))
                .collect(Collectors.toSet());
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
