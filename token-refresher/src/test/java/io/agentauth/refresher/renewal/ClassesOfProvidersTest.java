// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.Client;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.providers.Catalogue;
import io.agentauth.providers.Provider;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.endpoint.TokenOutcome;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done after a lost answer, at providers of the catalogue. The ids are those of docs/providers/quirks.md. */
class ClassesOfProvidersTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    @DisplayName("Q13 Atlassian: a lost answer is asked for again within the ten minutes of leeway")
    void atlassiansLeeway() {
        assertThat(afterLoss("jira", 1)).isInstanceOf(Decision.PresentAgain.class);
        assertThat(afterLoss("jira", 2)).isInstanceOf(Decision.TryLater.class);
        assertThat(provider("jira").rotation().replayWindowSeconds()).isEqualTo(600);
    }

    @Test
    @DisplayName(
            "Q17 Linear: a lost answer is asked for again within the half hour, and no new pair for an old token alarms anybody")
    void linearsHalfHour() {
        assertThat(afterLoss("linear", 1)).isInstanceOf(Decision.PresentAgain.class);
        assertThat(provider("linear").rotation().replayWindowSeconds()).isEqualTo(1800);
    }

    @ParameterizedTest
    @DisplayName("Q32 Microsoft: the old token stays, a refresh names no scope, and a disconnect revokes nothing")
    @ValueSource(strings = {"outlook", "microsoft-teams", "microsoft-calendar", "onedrive"})
    void microsoftKeepsTheOldToken(String id) {
        Provider provider = provider(id);
        Client client = new Client("c", Sensitive.of("s"), URI.create("https://auth.example.com/cb"));
        String body = TokenRequest.forRefresh(provider.tokenEndpoint(), client, Sensitive.of("r"))
                .body()
                .reveal(Reveal.TO_VERIFY);

        assertThat(afterLoss(id, 1)).isEqualTo(new Decision.TryLater(Decision.Word.AMBIGUOUS, "deadline"));
        assertThat(body).doesNotContain("scope");
        assertThat(provider.revocation()).isNull();
    }

    @ParameterizedTest
    @DisplayName(
            "B2 Gusto, Shopify: until the new token is used the old one is taken, so a lost answer is asked for again")
    @ValueSource(strings = {"gusto", "shopify"})
    void untilTheNewOneIsUsed(String id) {
        assertThat(provider(id).rotation().rotationClass()).isEqualTo(RotationClass.G);
        assertThat(afterLoss(id, 1)).isInstanceOf(Decision.PresentAgain.class);
    }

    @ParameterizedTest
    @DisplayName(
            "B4 Canva, Airtable: a spent token ends the grant, so after a lost answer it is held while the access token lives")
    @ValueSource(strings = {"canva", "airtable"})
    void aSpentTokenEndsTheGrant(String id) {
        assertThat(afterLoss(id, 1)).isEqualTo(new Decision.Hold("deadline", Duration.ZERO, true));
        assertThat(afterLoss(id, 2)).isInstanceOf(Decision.TryLater.class);
    }

    private static Provider provider(String id) {
        Provider provider = CATALOGUE.find(id).orElseThrow();
        return provider.filledWith(provider.usualValues());
    }

    private static Decision afterLoss(String id, int presentation) {
        Provider provider = provider(id);
        Decision.Situation situation = new Decision.Situation(
                provider.rotation().rotationClass(), provider.defaultSlot().name(), presentation, true);
        return Decision.of(new TokenOutcome.Ambiguous("deadline", null), situation);
    }
}
