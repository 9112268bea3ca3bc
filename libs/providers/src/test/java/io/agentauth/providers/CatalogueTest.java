// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.oauth.ClientAuthentication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void aFamilySpeaksForItsMembersAndAMemberAdds() {
        Provider calendar = provider("google-calendar");
        assertThat(calendar.token()).isEqualTo(provider("gmail").token());
        assertThat(calendar.scopes())
                .extracting(Scope::name)
                .contains("openid")
                .startsWith("https://www.googleapis.com/auth/calendar.events");
        assertThat(calendar.scopeCovers())
                .containsKeys(
                        "https://www.googleapis.com/auth/calendar", "https://www.googleapis.com/auth/userinfo.email");
        assertThat(provider("gmail").guide().notes())
                .hasSize(calendar.guide().notes().size() + 2)
                .endsWith(calendar.guide().notes().getLast());
    }

    @Test
    void aMemberTakesAwayWhatIsNotTrueOfIt() throws Exception {
        Sheet merged = Sheet.parse("extends: x\na: {b: null, c: 3}\nd: [2]")
                .merged(name -> Optional.of(parsed("a: {b: 1, c: 2, e: 4}\nd: [1]\nf: 5")));
        assertThat(merged.members()).isEqualTo(parsed("a: {c: 3, e: 4}\nd: [2]\nf: 5"));
    }

    private static ObjectNode parsed(String yaml) {
        try {
            return Sheet.parse(yaml).members();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAddressIsKnownWhenItsPlaceholdersAreFilled() {
        Provider gitlab = provider("gitlab");
        assertThat(gitlab.isUnresolved()).isTrue();
        assertThat(gitlab.filledWith(Map.of("host", "git.acme.example"))
                        .tokenEndpoint()
                        .uri())
                .hasToString("https://git.acme.example/oauth/token");
        assertThat(gitlab.filledWith(gitlab.usualValues()).isUnresolved()).isFalse();
    }

    @Test
    void whatAGrantNeedsToLastIsAskedForWithoutBeingWishedFor() {
        assertThat(provider("outlook").scopeParameters(List.of("Mail.Send")))
                .isEqualTo(Map.of("scope", "Mail.Send offline_access"));
        assertThat(provider("outlook").scopeParameters(List.of("offline_access", "Mail.Send")))
                .isEqualTo(Map.of("scope", "offline_access Mail.Send"));
    }

    @Test
    void slackAsksForTheBotsAndThePersonsScopesApart() {
        assertThat(provider("slack").scopeParameters(List.of("chat:write", "user:search:read", "users:read")))
                .isEqualTo(Map.of("scope", "chat:write,users:read", "user_scope", "search:read"));
    }
}
