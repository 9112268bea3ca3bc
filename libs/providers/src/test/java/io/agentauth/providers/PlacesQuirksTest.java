// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static io.agentauth.providers.Conversation.NOW;
import static io.agentauth.providers.Conversation.answer;
import static io.agentauth.providers.Conversation.plain;
import static io.agentauth.providers.Conversation.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.CallbackSignature;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.Verdict;
import io.agentauth.vault.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two generations at once, other addresses, other names and other clocks. The ids are those of docs/providers/quirks.md. */
class PlacesQuirksTest {
    @Test
    @DisplayName("B1 TikTok, eBay: the client id is client_key, and the redirect URI is known by a name")
    void parametersHaveOtherNames() {
        assertThat(with("tiktok").consent("user.info.basic"))
                .contains("client_key=client-1", "redirect_uri=https%3A%2F%2F")
                .doesNotContain("client_id");
        for (HttpRequest request :
                List.of(with("tiktok").exchange(), with("tiktok").refresh())) {
            assertThat(plain(request.body()))
                    .contains("client_key=client-1", "client_secret=secret-1")
                    .doesNotContain("client_id");
        }
        assertThat(with("ebay").consent()).contains("redirect_uri=acme", "client_id=client-1");
        assertThat(plain(with("ebay").exchange().body())).contains("redirect_uri=acme");
    }

    @Test
    @DisplayName("Q22 Trello: a revoked token is told in plain text, and nothing stumbles over it")
    void trelloSpeaksPlainText() {
        assertThat(with("trello").identity(answer(401, "invalid token", "Content-Type", "text/plain")))
                .isInstanceOf(IdentityAnswer.NotHeld.class);
        assertThat(with("trello").identity(answer(200, "invalid token", "Content-Type", "text/plain")))
                .isInstanceOf(IdentityAnswer.Unsure.class);
        assertThat(with("trello-oauth2").verdict(answer(401, "invalid token", "Content-Type", "text/plain")))
                .isInstanceOf(Verdict.TryLater.class);
    }

    @Test
    @DisplayName(
            "Q23 monday.com: the newer token service wants JSON and a challenge, and its tokens say themselves when they end")
    void mondayHasTwoGenerations() {
        String claims = "{\"exp\":" + NOW.plusSeconds(1234).getEpochSecond() + "}";
        String jwt =
                "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                        + ".s";
        SlotTokens token = with("monday").token("{'access_token':'" + jwt + "','refresh_token':'r'}");

        assertThat(token.life()).isEqualTo(Duration.ofSeconds(1234));
        assertThat(with("monday").consent()).contains("code_challenge_method=S256");
        assertThat(with("monday").exchange().contentType()).isEqualTo("application/json");
        assertThat(with("monday").exchange().uri()).hasToString("https://auth.monday.com/oauth_ms/oauth/token");
        assertThat(with("monday-legacy").exchange().uri()).hasToString("https://auth.monday.com/oauth2/token");
        assertThat(with("monday-legacy").token("{'access_token':'" + jwt + "'}").life())
                .isNull();
    }

    @Test
    @DisplayName("Q24 Bitbucket: rotates, sends no challenge, takes tokens in a header, and has no way to revoke")
    void bitbucketSinceMay2026() {
        SlotTokens token =
                with("bitbucket").token("{'access_token':'a','refresh_token':'r2','scope':'account repository'}");

        assertThat(plain(token.refreshToken())).isEqualTo("r2");
        assertThat(token.scopes()).containsExactlyInAnyOrder("account", "repository");
        assertThat(with("bitbucket").provider().rotation().rotationClass()).isEqualTo(RotationClass.S);
        assertThat(with("bitbucket").consent("account")).doesNotContain("code_challenge");
        assertThat(plain(with("bitbucket").identity().authorization())).isEqualTo("Bearer access-1");
        assertThat(with("bitbucket").identity().uri().toString()).doesNotContain("access-1");
        assertThat(with("bitbucket").provider().revocation()).isNull();
    }

    @ParameterizedTest
    @DisplayName("Q25 a refresh has an address of its own, and keeps its query")
    @CsvSource({
        "figma, https://api.figma.com/v1/oauth/refresh",
        "clover, https://api.clover.com/oauth/v2/refresh",
        "adobe-sign, https://api.acme.adobesign.com/oauth/v2/refresh",
        "dropbox-sign, https://app.hellosign.com/oauth/token?refresh",
    })
    void aRefreshGoesElsewhere(String id, String uri) {
        assertThat(with(id).refresh().uri()).hasToString(uri);
        assertThat(with(id).exchange().uri()).isNotEqualTo(with(id).refresh().uri());
    }

    @Test
    @DisplayName("Q27 Figma: 403 proves no death, and a wait of days is kept to")
    void figmaWaitsForDays() {
        assertThat(with("figma").identity(answer(403, "{'err':'Token expired'}")))
                .isInstanceOf(IdentityAnswer.Unsure.class);
        assertThat(with("figma").limited(answer(429, "{}", "Retry-After", "172800")))
                .contains(Duration.ofDays(2));
        assertThat(with("figma").limited(answer(429, "{}", "Retry-After", "99999999")))
                .as("no server is believed beyond a week")
                .contains(Duration.ofDays(7));
    }

    @Test
    @DisplayName("Q29 Google: each consent asks for a refresh token, or a second one would bring none")
    void googleGivesARefreshTokenOnce() {
        assertThat(with("gmail").consent("openid")).contains("access_type=offline", "prompt=consent");
        assertThat(with("google-drive").consent("openid")).contains("access_type=offline", "prompt=consent");
    }

    @ParameterizedTest
    @DisplayName("Q37 HubSpot: a dead refresh token in either envelope, at the versioned address")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'BAD_REFRESH_TOKEN','message':'missing or unknown refresh token'}",
                "{'status':'BAD_REFRESH_TOKEN','error':'invalid_grant'}",
                "{'error':'invalid_grant'}",
            })
    void hubSpotHasTwoEnvelopes(String body) {
        assertThat(with("hubspot").dead(400, body)).contains("refresh_token_expired");
        assertThat(with("hubspot").dead(400, "{'status':'error','message':'try again'}"))
                .isEmpty();
        assertThat(with("hubspot").refresh().uri()).hasToString("https://api.hubapi.com/oauth/2026-03/token");
    }

    @ParameterizedTest
    @DisplayName("Q39 other names and other clocks give the same token and the same end")
    @CsvSource(
            delimiter = '|',
            value = {
                "square|{'access_token':'a','refresh_token':'r','expires_at':'2026-01-01T01:00:00Z'}|3600",
                "sentry|{'token':'a','refreshToken':'r','expiresAt':'2026-01-01T01:00:00.000Z'}|3600",
                "strava|{'access_token':'a','refresh_token':'r','expires_at':1767229200}|3600",
                "clover|{'access_token':'a','refresh_token':'r','access_token_expiration':1767229200}|3600",
                "mailchimp|{'access_token':'a','refresh_token':'r','expires_in':0,'scope':null}|",
            })
    void otherNamesAndClocks(String id, String body, Long seconds) {
        SlotTokens token = with(id).token(body);

        assertThat(plain(token.accessToken())).isEqualTo("a");
        assertThat(plain(token.refreshToken())).isEqualTo("r");
        assertThat(token.life()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        assertThat(with("mailchimp").provider().token().lifetimes().zeroMeansNever())
                .isTrue();
    }

    @Test
    @DisplayName("Q39 Square: a revocation has the client's secret behind a word of Square's own")
    void squareHasASchemeOfItsOwn() {
        HttpRequest end = Objects.requireNonNull(with("square").provider().revocation())
                .request(
                        Conversation.CLIENT,
                        ClientAuthentication.POST,
                        Sensitive.of("access-1"),
                        Revocation.Presented.ACCESS,
                        Map.of());

        assertThat(plain(end.authorization())).isEqualTo("Client secret-1");
        assertThat(plain(end.body()))
                .contains("\"access_token\":\"access-1\"", "\"client_id\":\"client-1\"")
                .doesNotContain("secret-1");
    }

    @Test
    @DisplayName(
            "Q36 Shopify: the name of a shop leads to no other, tokens are to end, and a header of its own has them")
    void shopifyHasAnAddressAShop() {
        Provider shopify = CatalogueTest.provider("shopify");
        Placeholder shop = Objects.requireNonNull(shopify.placeholders().get("shop"));

        assertThat(List.of("acme.evil", "acme/", "evil.example#", "Acme", "")).noneMatch(shop::accepts);
        assertThat(with("shopify").exchange().uri()).hasToString("https://acme.myshopify.com/admin/oauth/access_token");
        assertThat(plain(with("shopify").exchange().body())).contains("expiring=1");
        assertThat(shopify.authorization().callbackSignature()).isEqualTo(new CallbackSignature("hmac"));
        assertThat(Objects.requireNonNull(shopify.api()).tokenHeader()).isEqualTo("X-Shopify-Access-Token");
        assertThat(shopify.api().tokenFormat()).isEqualTo("{token}");
    }

    @Test
    @DisplayName("B3 Stripe Apps: Basic has the secret as the user and an empty password, and the body no client")
    void stripeReadsTheSecretAsTheUser() {
        // secret-1:
        assertThat(plain(with("stripe-apps").refresh().authorization())).isEqualTo("Basic c2VjcmV0LTE6");
        assertThat(plain(with("stripe-apps").refresh().body())).doesNotContain("client_id", "client_secret");
        assertThat(with("stripe-apps").provider().requires()).isEmpty();
    }

    @Test
    @DisplayName("B5 Zendesk: the client chooses the lifetimes, at each request")
    void zendeskIsTold() {
        for (String body : List.of(
                String.valueOf(plain(with("zendesk").exchange().body())),
                String.valueOf(plain(with("zendesk").refresh().body())))) {
            assertThat(body).contains("\"expires_in\":\"172800\"", "\"refresh_token_expires_in\":\"7776000\"");
        }
    }

    @Test
    @DisplayName("B9 Basecamp: a type beside the grant type, another for each request")
    void basecampHasTypes() {
        assertThat(with("basecamp").consent()).contains("type=web_server");
        assertThat(plain(with("basecamp").exchange().body())).contains("type=web_server");
        assertThat(plain(with("basecamp").refresh().body())).contains("type=refresh&");
    }
}
