// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.spring;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** What a test looks at while the server runs. */
record Parts(String issuer, JWKSet keys, Clients clients, InMemoryOAuth2AuthorizationService authorizations) {
    static Parts of(String issuer) {
        try {
            JWKSet keys = new JWKSet(new RSAKeyGenerator(2048).keyID("spring").generate());
            return new Parts(issuer, keys, new Clients(), new InMemoryOAuth2AuthorizationService());
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes RSA keys", e);
        }
    }

    /** Clients that are registered while it runs. */
    static final class Clients implements RegisteredClientRepository {
        private final Map<String, RegisteredClient> byId = new ConcurrentHashMap<>();

        @Override
        public void save(RegisteredClient client) {
            byId.put(client.getId(), client);
        }

        @Override
        public RegisteredClient findById(String id) {
            return byId.get(id);
        }

        @Override
        public RegisteredClient findByClientId(String clientId) {
            return byId.values().stream()
                    .filter(client -> client.getClientId().equals(clientId))
                    .findFirst()
                    .orElse(null);
        }
    }
}
