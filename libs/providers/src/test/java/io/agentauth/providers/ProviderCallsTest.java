// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.Client;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.OAuth1Grant;
import io.agentauth.oauth.OAuth1Signer;
import io.agentauth.oauth.OAuth1Token;
import io.agentauth.oauth.ProviderAccount;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.oauth.SignatureMethod;
import io.agentauth.oauth.TokenAnswer;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.oauth.Verdict;
import io.agentauth.providers.Revocation.Presented;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The calls that the catalogue's fields describe")
class ProviderCallsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Client CLIENT =
            new Client("client-1", Sensitive.of("secret-1"), URI.create("https://auth.example.com/oauth/callback/c"));

    private static Provider provider(String id) {
        return CatalogueTest.provider(id);
    }

    private static HttpRequest revocation(String id, Presented what) {
        Provider provider = provider(id);
        return Objects.requireNonNull(provider.revocation())
                .request(CLIENT, provider.token().clientAuthentication(), Sensitive.of("t"), what, Map.of());
    }

    @Test
    void aChosenVersionIsAskedWhereverTheApiIs() {
        Provider github = provider("github").atVersion("2026-03-10");
        HttpRequest removal = Objects.requireNonNull(github.revocation())
                .request(CLIENT, github.token().clientAuthentication(), Sensitive.of("t"), Presented.ACCESS, Map.of());

        assertThat(Objects.requireNonNull(github.identity())
                        .request(Sensitive.of("t"))
                        .headers())
                .containsEntry("X-GitHub-Api-Version", "2026-03-10");
        assertThat(removal.headers()).containsEntry("X-GitHub-Api-Version", "2026-03-10");
        assertThat(Objects.requireNonNull(github.api()).headers()).containsEntry("X-GitHub-Api-Version", "2026-03-10");
        assertThat(Objects.requireNonNull(
                                provider("monday").atVersion("2026-01").identity())
                        .request(Sensitive.of("t"))
                        .headers())
                .as("none of the catalogue's own")
                .containsEntry("API-Version", "2026-01");
        assertThat(provider("github").atVersion(null)).isEqualTo(provider("github"));
        assertThat(provider("slack").hasVersions()).isFalse();
    }

    @Test
    @DisplayName("Q28 Vercel: whoever disconnects removes the installation, which a team's name is needed for")
    void anInstallationIsRemoved() {
        Revocation removal = Objects.requireNonNull(provider("vercel").revocation());
        HttpRequest ofTeam = removal.request(
                CLIENT,
                provider("vercel").token().clientAuthentication(),
                Sensitive.of("t"),
                Presented.ACCESS,
                Map.of("configuration_id", "icfg_1", "team_id", "team_1"));
        HttpRequest ofPerson = removal.request(
                CLIENT,
                provider("vercel").token().clientAuthentication(),
                Sensitive.of("t"),
                Presented.ACCESS,
                Map.of("configuration_id", ".."));

        assertThat(ofTeam.method() + " " + ofTeam.uri())
                .isEqualTo("DELETE https://api.vercel.com/v1/integrations/configuration/icfg_1?teamId=team_1");
        assertThat(plain(ofTeam.authorization())).isEqualTo("Bearer t");
        assertThat(ofTeam.body()).isNull();
        assertThat(ofPerson.uri()).hasToString("https://api.vercel.com/v1/integrations/configuration/%2E");
        assertThat(removal.facts()).containsExactly("configuration_id");
        assertThat(identity("vercel", 403, "{'error':{'code':'forbidden'}}".replace('\'', '"')))
                .isInstanceOf(IdentityAnswer.NotHeld.class);
        assertThat(identity("vercel", 403, "{'error':{'code':'not_found'}}".replace('\'', '"')))
                .isInstanceOf(IdentityAnswer.Unsure.class);
    }

    private static RevocationAnswer revoked(String id, int status, String body) {
        return Objects.requireNonNull(provider(id).revocation())
                .read(HttpAnswer.json(status, body, NOW), provider(id).tooManyCalls());
    }

    private static IdentityAnswer identity(String id, int status, String body) {
        return Objects.requireNonNull(provider(id).identity())
                .read(HttpAnswer.json(status, body, NOW), null, provider(id).tooManyCalls());
    }

    private static @Nullable String plain(@Nullable Sensitive secret) {
        return secret == null ? null : secret.reveal(Reveal.TO_VERIFY);
    }

    @Test
    void googleRevokesForWhoeverHoldsTheToken() {
        HttpRequest request = revocation("gmail", Presented.REFRESH);
        assertThat(request.method() + " " + request.uri()).isEqualTo("POST https://oauth2.googleapis.com/revoke");
        assertThat(plain(request.body())).isEqualTo("token=t");
        assertThat(request.authorization()).isNull();
    }

    @Test
    void gitHubDeletesTheGrantOfTheClient() {
        HttpRequest request = revocation("github", Presented.ACCESS);
        assertThat(request.method() + " " + request.uri())
                .isEqualTo("DELETE https://api.github.com/applications/client-1/grant");
        assertThat(plain(request.body())).isEqualTo("{\"access_token\":\"t\"}");
        assertThat(plain(request.authorization())).isEqualTo("Basic Y2xpZW50LTE6c2VjcmV0LTE=");
    }

    @Test
    @DisplayName("Q21 Trello: the member call and the end of a token are signed with client and token (RFC 5849 §3.1)")
    void trelloIsCalledWithSignatures() {
        Provider trello = provider("trello");
        OAuth1Signer signer = Objects.requireNonNull(trello.oauth1()).signer("key-1", Sensitive.of("consumer-secret"));
        OAuth1Grant grant = OAuth1Grant.of(
                signer,
                new OAuth1Token(Sensitive.of("to/ken"), Sensitive.of("hidden")),
                trello.oauth1().header());
        HttpRequest end = Objects.requireNonNull(trello.revocation()).request(grant, Sensitive.of("consumer-secret"));
        HttpRequest who = Objects.requireNonNull(trello.identity()).request(grant, Sensitive.of("consumer-secret"));

        assertThat(signer.method()).isEqualTo(SignatureMethod.HMAC_SHA1);
        assertThat(end.method() + " " + end.uri()).isEqualTo("DELETE https://api.trello.com/1/tokens/to%2Fken");
        assertThat(plain(end.authorization()))
                .startsWith("OAuth oauth_consumer_key=\"key-1\", oauth_token=\"to%2Fken\"")
                .contains("oauth_signature=\"")
                .doesNotContain("consumer-secret", "hidden");
        assertThat(who.method() + " " + who.uri().getPath()).isEqualTo("GET /1/members/me");
        assertThat(plain(who.authorization())).contains("oauth_signature=\"");
        assertThat(plain(grant.header())).isEqualTo("OAuth oauth_consumer_key=\"key-1\", oauth_token=\"to%2Fken\"");
        assertThat(provider("netsuite-tba").oauth1()).satisfies(steps -> assertThat(Objects.requireNonNull(steps)
                        .signer("k", Sensitive.of("s"))
                        .method())
                .isEqualTo(SignatureMethod.HMAC_SHA256));
    }

    @Test
    void slackRevokesTheBearer() {
        HttpRequest request = revocation("slack", Presented.ACCESS);
        assertThat(plain(request.authorization())).isEqualTo("Bearer t");
        assertThat(plain(request.body())).isEmpty();
    }

    @Test
    @DisplayName("RFC 7009 §2.1: the client proves itself, and says what it presents")
    void theStandardRevocation() {
        HttpRequest request = revocation("emulator", Presented.REFRESH);
        assertThat(plain(request.body())).isEqualTo("token=t&token_type_hint=refresh_token");
        assertThat(plain(request.authorization())).startsWith("Basic ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gmail|200|{}|Revoked",
                "gmail|400|{\"error\":\"invalid_token\"}|Revoked",
                "gmail|503|{}|TryLater",
                "gmail|429|{}|TryLater",
                "github|204||Revoked",
                "github|404|{}|Revoked",
                "github|401|{}|Failed",
                "slack|200|{\"ok\":true,\"revoked\":true}|Revoked",
                "slack|200|{\"ok\":false,\"error\":\"token_revoked\"}|Revoked",
                "slack|200|{\"ok\":false,\"error\":\"missing_scope\"}|Failed",
                "emulator|200||Revoked",
                "emulator|400|{\"error\":\"unsupported_token_type\"}|Failed",
                "emulator|401|{\"error\":\"invalid_client\"}|Failed",
            })
    void whatARevocationCameTo(String id, int status, @Nullable String body, String outcome) {
        assertThat(revoked(id, status, body == null ? "" : body).getClass().getSimpleName())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gmail|{\"sub\":\"1\",\"email\":\"a@example.com\"}|1|a@example.com|",
                "github|{\"id\":583231,\"login\":\"octocat\",\"email\":null}|583231||octocat",
                "outlook|{\"id\":\"7\",\"mail\":null,\"userPrincipalName\":\"a@x.example\",\"displayName\":\"Ada\"}|7|a@x.example|Ada",
                "linear|{\"data\":{\"viewer\":{\"id\":\"u\",\"name\":\"Ada\",\"organization\":{\"id\":\"o\"}}}}|o:u||Ada",
                "slack|{\"ok\":true,\"team_id\":\"T1\",\"user_id\":\"U1\",\"user\":\"ada\"}|T1:U1||ada",
            })
    void whoAnAccountIs(String id, String body, String subject, @Nullable String email, @Nullable String name) {
        assertThat(identity(id, 200, body))
                .isEqualTo(new IdentityAnswer.Known(new ProviderAccount(subject, email, name, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gmail|401|{}|NotHeld",
                "gmail|403|{}|Unsure",
                "gmail|500|{}|Unsure",
                "gmail|200|<html>|Unsure",
                "slack|200|{\"ok\":false,\"error\":\"token_revoked\"}|NotHeld",
                "slack|200|{\"ok\":false,\"error\":\"ratelimited\"}|Unsure",
                "slack|500|{\"ok\":false,\"error\":\"token_revoked\"}|Unsure",
                "slack|200|{\"ok\":true,\"user_id\":\"U1\"}|Unsure",
                "github|401|{\"message\":\"Bad credentials\"}|NotHeld",
            })
    void whatTheIdentityCallTellsOtherwise(String id, int status, String body, String outcome) {
        assertThat(identity(id, status, body).getClass().getSimpleName()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @DisplayName("errors with status 200 are errors")
    @CsvSource({
        "github, bad_refresh_token, GrantDead",
        "github, incorrect_client_credentials, ClientRefused",
        "github, redirect_uri_mismatch, ClientRefused",
        "slack, invalid_refresh_token, GrantDead",
        "slack, bad_client_secret, ClientRefused",
        "slack, internal_error, TryLater",
        "slack, org_login_required, TryLater",
    })
    void errorsWithStatus200(String id, String error, String verdict) {
        Provider provider = provider(id);
        HttpAnswer answer = HttpAnswer.json(200, "{\"ok\":false,\"error\":\"" + error + "\"}", NOW);
        assertThat(Verdict.of(answer, provider.answerToCode(), provider.errors())
                        .getClass()
                        .getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void gitHubsTokensWithoutEndHaveNone() {
        HttpAnswer answer = HttpAnswer.json(200, "{\"access_token\":\"gho_1\",\"scope\":\"repo\"}", NOW);
        assertThat(TokenAnswer.read(answer, provider("github").answerToCode()))
                .isInstanceOfSatisfying(TokenAnswer.Tokens.class, tokens -> assertThat(
                                tokens.slots().getFirst().expiresAt(NOW))
                        .isEmpty());
    }

    @Test
    void aCallThatIsAQueryHasItsBodyAndTheTokenAsTheProviderWantsIt() {
        HttpRequest request =
                Objects.requireNonNull(provider("monday").identity()).request(Sensitive.of("t"));
        assertThat(request.method() + " " + request.uri()).isEqualTo("POST https://api.monday.com/v2");
        assertThat(plain(request.authorization())).isEqualTo("t");
        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(plain(request.body())).startsWith("{\"query\":\"query { me");
    }

    @Test
    void mondaysTokensSayThemselvesWhenTheyEnd() {
        String token = "e30."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(("{\"exp\":" + NOW.plusSeconds(1234).getEpochSecond() + "}")
                                .getBytes(StandardCharsets.UTF_8))
                + ".s";
        HttpAnswer answer = HttpAnswer.json(200, "{\"access_token\":\"" + token + "\"}", NOW);
        assertThat(TokenAnswer.read(answer, provider("monday").answerToCode()))
                .isInstanceOfSatisfying(TokenAnswer.Tokens.class, tokens -> assertThat(
                                tokens.slots().getFirst().expiresAt(NOW))
                        .contains(NOW.plusSeconds(1234)));
    }

    @Test
    void slacksRefreshAnswerIsFlatForEitherSlot() {
        HttpAnswer answer = HttpAnswer.json(
                200,
                "{\"ok\":true,\"access_token\":\"xoxp\",\"refresh_token\":\"r\",\"expires_in\":43200,"
                        + "\"token_type\":\"user\",\"scope\":\"search:read\"}",
                NOW);
        assertThat(TokenAnswer.read(answer, provider("slack").answerToRefresh("user")))
                .isInstanceOfSatisfying(TokenAnswer.Tokens.class, tokens -> {
                    assertThat(tokens.slots()).hasSize(1);
                    assertThat(tokens.slots().getFirst().slot()).isEqualTo("user");
                    assertThat(tokens.slots().getFirst().scopes()).containsExactly("user:search:read");
                });
    }

    @Test
    void aShortNameOfAScopeIsCoveredByTheLongOne() {
        assertThat(provider("gmail")
                        .missingScopes(
                                List.of("openid", "email", "https://www.googleapis.com/auth/gmail.send"),
                                List.of("openid", "https://www.googleapis.com/auth/userinfo.email")))
                .containsExactly("https://www.googleapis.com/auth/gmail.send");
        assertThat(provider("github").missingScopes(List.of("repo", "public_repo"), List.of("repo")))
                .isEmpty();
    }

    @Test
    void discoveryFillsInWhatTheServerPublishes() {
        Provider oidc = provider("oidc")
                .resolvedBy(
                        new ServerMetadata(
                                "https://id.example.com",
                                URI.create("https://id.example.com/a"),
                                URI.create("https://id.example.com/t"),
                                null,
                                null,
                                URI.create("https://id.example.com/u"),
                                URI.create("https://id.example.com/j"),
                                List.of("S256"),
                                List.of("client_secret_post"),
                                true,
                                List.of(),
                                URI.create("https://id.example.com/par"),
                                true,
                                List.of("ES256"),
                                null,
                                URI.create("https://id.example.com/device")),
                        null);
        assertThat(oidc.authorization().pushed())
                .isEqualTo(new Authorization.Pushed(new UrlTemplate("https://id.example.com/par"), true));
        assertThat(oidc.filledWith(Map.of()).authorization().pushed())
                .isEqualTo(oidc.authorization().pushed());
        assertThat(oidc.filledWith(Map.of()).authorization().device())
                .isEqualTo(new Authorization.Device(new UrlTemplate("https://id.example.com/device")));
        assertThat(Addresses.of(oidc)).containsKey("/authorization/device/endpoint");
        assertThat(oidc.isUnresolved()).isFalse();
        assertThat(oidc.revocation()).isNull();
        assertThat(oidc.issParameter()).isTrue();
        assertThat(oidc.authorization().pkce().sent(false)).isTrue();
        HttpRequest request = TokenRequest.forRefresh(oidc.tokenEndpoint(), CLIENT, Sensitive.of("r"));
        assertThat(request.uri()).hasToString("https://id.example.com/t");
        assertThat(plain(request.body())).contains("client_secret=secret-1");
        assertThat(Map.of("scope", "openid x")).isEqualTo(oidc.scopeParameters(List.of("openid", "x")));
    }
}
