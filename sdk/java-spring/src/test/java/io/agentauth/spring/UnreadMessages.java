// SPDX-License-Identifier: Apache-2.0
package io.agentauth.spring;

import static org.springframework.security.oauth2.client.web.client.RequestAttributeClientRegistrationIdResolver.clientRegistrationId;

import io.agentauth.sdk.ReauthorizationRequiredException;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

class UnreadMessages {
    private final RestClient gmail;

    UnreadMessages(ConnectedAccounts accounts, String gmailUrl) {
        gmail = RestClient.builder()
                .baseUrl(gmailUrl)
                .requestInterceptor(new OAuth2ClientHttpRequestInterceptor(accounts.manager()))
                .build();
    }

    String of(String accountId) {
        try {
            return gmail.get()
                    .uri("/gmail/v1/users/me/messages?q=is:unread")
                    .attributes(clientRegistrationId(accountId))
                    .retrieve()
                    .body(String.class);
        } catch (ReauthorizationRequiredException e) {
            return "Connect again: " + e.authUrl().orElse("ask for a new link");
        }
    }
}
