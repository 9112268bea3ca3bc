// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.oauth.ClientAuthentication;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
    static final Catalogue CATALOGUE = Catalogue.load();

    static List<Provider> providers() {
        return CATALOGUE.all();
    }

    static Provider provider(String id) {
        return CATALOGUE.find(id).orElseThrow();
    }

    @Test
    void theCatalogueKnowsItsProviders() {
        assertThat(CATALOGUE.all()).extracting(Provider::id).contains("gmail", "github", "slack", "oidc", "emulator");
        assertThat(CATALOGUE.find("nobody")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aProviderTravelsAsJsonWithoutLoss(Provider provider) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        String json = mapper.writeValueAsString(provider);
        assertThat(mapper.readValue(json, Provider.class)).isEqualTo(provider);
        assertThat(json).contains("\"auth_types\"").doesNotContain("\"authTypes\"");
    }

    @Test
    void gmailAsksForALastingGrantEachTime() {
        Provider gmail = provider("gmail");
        assertThat(gmail.authorization().parameters()).isEqualTo(Map.of("access_type", "offline", "prompt", "consent"));
        assertThat(gmail.token().clientAuthentication()).isEqualTo(ClientAuthentication.POST);
        assertThat(gmail.rotation().rotationClass()).isEqualTo(RotationClass.N);
        assertThat(gmail.scopeParameters(List.of("openid", "email"))).isEqualTo(Map.of("scope", "openid email"));
    }

    @Test
    void slackAsksForTheBotsAndThePersonsScopesApart() {
        assertThat(provider("slack").scopeParameters(List.of("chat:write", "user:search:read", "users:read")))
                .isEqualTo(Map.of("scope", "chat:write,users:read", "user_scope", "search:read"));
    }
}
