// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static io.agentauth.providers.Conversation.REDIRECT;
import static io.agentauth.providers.Conversation.answer;
import static io.agentauth.providers.Conversation.plain;
import static io.agentauth.providers.Conversation.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.Verdict;
import io.agentauth.providers.Revocation.Presented;
import io.agentauth.vault.Sensitive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refreshing, rotation, limits and revocation. The ids are those of docs/providers/quirks.md. */
class RenewalQuirksTest {
    @Test
    @DisplayName("Q11 Atlassian, Lever: what a lasting grant takes is always asked for")
    void aLastingGrantIsAskedFor() {
        assertThat(with("jira").consent("read:jira-work"))
                .contains("audience=api.atlassian.com", "prompt=consent")
                .contains("scope=read%3Ajira-work%20offline_access");
        assertThat(with("lever").consent()).contains("audience=https%3A%2F%2Fapi.lever.co%2Fv1%2F");
    }

    @Test
    @DisplayName("Q12 Atlassian, Auth0: the error's name counts, not the status; access_denied blames the application")
    void deadWith403() {
        String dead = "{'error':'invalid_grant','error_description':'Unknown or invalid refresh token.'}";

        assertThat(with("jira").dead(403, dead)).contains("refresh_token_expired");
        assertThat(with("auth0").dead(403, dead)).contains("refresh_token_expired");
        assertThat(with("jira").verdict(401, "{'error':'access_denied'}")).isInstanceOf(Verdict.ClientRefused.class);
    }

    @ParameterizedTest
    @DisplayName(
            "Q38 Instagram, Threads, Facebook: the first token asks for a longer one, and where that is its own refresh token it asks for the next")
    @CsvSource({
        "instagram,https://graph.instagram.com,ig",
        "threads,https://graph.threads.net,th",
    })
    void aTokenIsItsOwnRefreshToken(String id, String host, String prefix) {
        Token token = with(id).provider().token();
        HttpRequest longer =
                Objects.requireNonNull(token.longer()).request(Conversation.CLIENT, Sensitive.of("short-1"));
        HttpRequest next = Objects.requireNonNull(token.itself()).request(Conversation.CLIENT, Sensitive.of("long-1"));

        assertThat(longer.method() + " " + longer.uri()).isEqualTo("GET " + host + "/access_token");
        assertThat(plain(longer.secretQuery()))
                .isEqualTo("grant_type=" + prefix + "_exchange_token&client_secret=secret-1&access_token=short-1");
        assertThat(next.uri()).hasToString(host + "/refresh_access_token");
        assertThat(plain(next.secretQuery())).isEqualTo("grant_type=" + prefix + "_refresh_token&access_token=long-1");
        assertThat(longer.toString()).doesNotContain("secret-1").doesNotContain("short-1");
        assertThat(with(id).provider().refresh().minAge()).isEqualTo(Duration.ofDays(1));
        assertThat(with(id).dead(400, "{'error':{'message':'Session has expired','code':190}}"))
                .as("after its end it is too late")
                .contains("refresh_token_expired");
        assertThat(with(id).dead(400, "{'error':{'message':'Too young','code':1}}"))
                .isEmpty();
    }

    @Test
    @DisplayName("Q38 Facebook: sixty days for the first token, and no next")
    void facebooksTokenHasNoNext() {
        Token token = with("facebook").provider().token();
        HttpRequest longer =
                Objects.requireNonNull(token.longer()).request(Conversation.CLIENT, Sensitive.of("short-1"));

        assertThat(longer.uri()).hasToString("https://graph.facebook.com/v22.0/oauth/access_token");
        assertThat(plain(longer.secretQuery()))
                .isEqualTo(
                        "grant_type=fb_exchange_token&client_id=client-1&client_secret=secret-1&fb_exchange_token=short-1");
        assertThat(token.itself()).isNull();
    }

    @ParameterizedTest
    @DisplayName("Q40 Spotify, NetSuite, LinkedIn, QuickBooks: the day on which a grant ends is the catalogue's")
    @CsvSource({"spotify,180", "netsuite,7", "linkedin,365", "quickbooks,1825"})
    void refreshingBuysNoTime(String id, int days) {
        assertThat(with(id).provider().token().lifetimes().grantSeconds()).isEqualTo(days * 86_400);
    }

    @Test
    @DisplayName("Q15 GitLab: a refresh repeats the redirect URI")
    void gitLabWantsTheRedirectUriAgain() {
        assertThat(plain(with("gitlab").refresh().body()))
                .contains("redirect_uri=https%3A%2F%2Fauth.example.com")
                .contains("refresh_token=refresh-1");
        assertThat(with("gitlab").provider().token().refreshParameters())
                .as("the connection's own, not a fixed one")
                .doesNotContainValue(REDIRECT.toString());
    }

    @ParameterizedTest
    @DisplayName("Q16 Linear, Twitch: scopes as a text with blanks or commas, as an array, null or not at all")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'scope':'read write'|read write",
                "'scope':'read,write'|read write",
                "'scope':['read','write']|read write",
                "'scope':null|",
                "'other':1|",
            })
    void scopesHaveManyShapes(String member, String read) {
        for (String id : List.of("linear", "twitch")) {
            SlotTokens token = with(id).token("{'access_token':'a'," + member + "}");
            assertThat(token.scopes()).isEqualTo(read == null ? null : Set.of(read.split(" ")));
        }
        assertThat(with("linear").consent("read", "issues:create")).contains("scope=read%2Cissues%3Acreate");
    }

    @Test
    @DisplayName("Q18 Linear, monday.com, Shopify: a limit under another status is one, and says for how long")
    void limitsHaveOtherStatuses() {
        long reset = Conversation.NOW.plusSeconds(90).toEpochMilli();
        HttpAnswer linear = answer(
                400,
                "{'errors':[{'extensions':{'code':'RATELIMITED'}}]}",
                "X-RateLimit-Requests-Reset",
                Long.toString(reset));
        HttpAnswer monday =
                answer(200, "{'errors':[{'extensions':{'code':'COMPLEXITY_BUDGET_EXHAUSTED'}}]}", "Retry-After", "31");
        HttpAnswer shopify = answer(200, "{'errors':[{'extensions':{'code':'THROTTLED'}}]}");

        assertThat(with("linear").limited(linear)).contains(Duration.ofSeconds(90));
        assertThat(with("linear").identity(linear))
                .isEqualTo(new IdentityAnswer.Unsure(Duration.ofSeconds(90), "too many calls"));
        assertThat(with("monday").limited(monday)).contains(Duration.ofSeconds(31));
        assertThat(with("monday").identity(monday))
                .isEqualTo(new IdentityAnswer.Unsure(Duration.ofSeconds(31), "too many calls"));
        assertThat(with("shopify").limited(shopify)).contains(Duration.ZERO);
        assertThat(with("linear").dead(400, "{'error':'invalid_grant'}"))
                .as("400 says other things too")
                .isPresent();
    }

    @ParameterizedTest
    @DisplayName(
            "GitHub's 403: the hourly limit by its count, the one against bursts by Retry-After, any other is none")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-RateLimit-Remaining|0|X-RateLimit-Reset|1767225660|60",
                "X-RateLimit-Remaining|4999|Retry-After|60|60",
                "X-RateLimit-Remaining|4999|X-RateLimit-Reset|1767225660|",
                "X-RateLimit-Remaining|0|X-RateLimit-Reset|soon|0",
                "X-RateLimit-Remaining|0|X-RateLimit-Reset|1767225000|0",
            })
    void gitHubLimitsWith403(String left, String number, String header, String value, Long seconds) {
        HttpAnswer refused = answer(403, "{'message':'Forbidden'}", left, number, header, value);

        assertThat(with("github").limited(refused).map(Duration::toSeconds).orElse(null))
                .isEqualTo(seconds);
        assertThat(with("github-app").limited(refused)).isEqualTo(with("github").limited(refused));
        if (seconds != null) {
            assertThat(with("github").revoked(refused)).isInstanceOf(RevocationAnswer.TryLater.class);
        }
    }

    @ParameterizedTest
    @DisplayName("Q19 an answer without a new refresh token has none, so the old one stays")
    @ValueSource(strings = {"asana", "gmail", "figma", "dropbox", "adobe-sign"})
    void noNewRefreshToken(String id) {
        String slot = with(id).provider().defaultSlot().name();

        assertThat(with(id).toRefresh(slot, "{'access_token':'a','expires_in':3600}")
                        .refreshToken())
                .isNull();
        assertThat(with(id).toRefresh(slot, "{'access_token':'a','refresh_token':''}")
                        .refreshToken())
                .isNull();
    }

    @Test
    @DisplayName("Q20 Asana: the refresh token is what is revoked, and 400 proves nothing")
    void asanaRevokesARefreshToken() {
        Revocation revocation = Objects.requireNonNull(with("asana").provider().revocation());

        assertThat(revocation.token()).isEqualTo(Presented.REFRESH);
        assertThat(plain(revocation
                        .request(
                                Conversation.CLIENT,
                                with("asana").provider().token().clientAuthentication(),
                                Sensitive.of("r"),
                                Presented.REFRESH,
                                Map.of())
                        .body()))
                .contains("token=r");
        assertThat(with("asana").revoked(answer(200, "{}"))).isInstanceOf(RevocationAnswer.Revoked.class);
        assertThat(with("asana").revoked(answer(400, "{}"))).isInstanceOf(RevocationAnswer.Failed.class);
    }

    @Test
    @DisplayName("Q30 Google: all deaths are one, but what the person reads differs, and idle grants are kept alive")
    void googlesGrantsDieQuietly() {
        assertThat(with("gmail").dead(400, "{'error':'invalid_grant'}")).contains("refresh_token_expired");
        assertThat(with("gmail").dead(400, "{'error':'invalid_grant','error_subtype':'invalid_rapt'}"))
                .contains("interaction_required");
        assertThat(with("gmail").provider().refresh().idleLimitSeconds()).isEqualTo(15_552_000);
    }

    @Test
    @DisplayName("Q31 Google: what was granted counts, not what was asked")
    void lessIsGrantedThanAsked() {
        String send = "https://www.googleapis.com/auth/gmail.send";
        Set<String> granted = with("gmail")
                .token("{'access_token':'a','scope':'openid https://www.googleapis.com/auth/userinfo.email'}")
                .scopes();

        assertThat(with("gmail").provider().missingScopes(List.of("openid", "email", send), granted))
                .containsExactly(send);
    }

    @Test
    @DisplayName("Q31 Strava: what stayed ticked is in the callback alone, and is what was granted")
    void theCallbackTellsWhatWasGranted() {
        Facts facts = with("strava").provider().facts();

        assertThat(facts.grantedScopes(facts.ofCallback(Map.of("scope", "read,activity:read"))))
                .contains(List.of("read", "activity:read"));
        assertThat(facts.grantedScopes(facts.ofCallback(Map.of("code", "c")))).isEmpty();
        assertThat(with("github-app").provider().facts().grantedScopes(Map.of("installation_id", "1")))
                .isEmpty();
    }

    @Test
    @DisplayName("Q33 Microsoft: whoever has to sign in again is not gone")
    void microsoftWantsThePersonAgain() {
        assertThat(with("outlook").dead(400, "{'error':'interaction_required','claims':'{}'}"))
                .contains("interaction_required");
        assertThat(with("outlook").dead(400, "{'error':'invalid_grant','error_codes':[50076]}"))
                .contains("interaction_required");
        assertThat(with("outlook").dead(400, "{'error':'invalid_grant','error_codes':[70000],'claims':'{}'}"))
                .as("what has claims asks for the person, whatever its number")
                .contains("interaction_required");
        assertThat(with("outlook").dead(400, "{'error':'invalid_grant','error_codes':[50173]}"))
                .contains("user_revoked");
        assertThat(with("outlook").dead(400, "{'error':'invalid_grant','error_codes':[70000]}"))
                .contains("refresh_token_expired");
    }

    @Test
    @DisplayName(
            "Q34 Discord: a form, two names for a spent token, one revocation for everything, seconds with decimals")
    void discordIsStrict() {
        assertThat(with("discord").refresh().contentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(with("discord").dead(400, "{'error':'invalid_grant'}")).isPresent();
        assertThat(
                        with("discord")
                                .verdict(
                                        400,
                                        """
                                {"error":"invalid_request","error_description":"Invalid \\"refresh_token\\" in request."}"""))
                .isInstanceOf(Verdict.GrantDead.class);
        assertThat(with("discord").verdict(400, "{'error':'invalid_request','error_description':'Something else.'}"))
                .isInstanceOf(Verdict.TryLater.class);
        assertThat(with("discord").provider().revocation().kind()).isEqualTo(Revocation.Kind.GRANT);
        assertThat(with("discord").limited(answer(429, "{}", "X-RateLimit-Reset-After", "1.25")))
                .contains(Duration.ofSeconds(2));
    }
}
