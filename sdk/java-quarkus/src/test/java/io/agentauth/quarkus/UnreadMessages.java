// SPDX-License-Identifier: Apache-2.0
package io.agentauth.quarkus;

import io.agentauth.sdk.ReauthorizationRequiredException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class UnreadMessages {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConnectedAccounts accounts;
    private final URI gmail;

    @Inject
    UnreadMessages(ConnectedAccounts accounts, @ConfigProperty(name = "gmail.url") URI gmail) {
        this.accounts = accounts;
        this.gmail = gmail;
    }

    String of(String accountId) throws IOException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(gmail.resolve("/gmail/v1/users/me/messages?q=is:unread"))
                    .header("Authorization", accounts.bearer(accountId))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (ReauthorizationRequiredException e) {
            return "Connect again: " + e.authUrl().orElse("ask for a new link");
        }
    }
}
