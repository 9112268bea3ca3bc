// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static io.agentauth.providers.Conversation.REDIRECT;
import static io.agentauth.providers.Conversation.answer;
import static io.agentauth.providers.Conversation.plain;
import static io.agentauth.providers.Conversation.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.SlotTokens;
import io.agentauth.oauth.Verdict;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that look fine and are not. The ids are those of docs/providers/quirks.md. */
class RepliesQuirksTest {
    @ParameterizedTest
    @DisplayName("Q01 Slack: ok says everything, the status nothing")
    @ValueSource(strings = {"invalid_code", "invalid_refresh_token", "token_revoked"})
    void slackFailsWith200(String error) {
        String failure = "{'ok':false,'error':'" + error + "','access_token':'xoxb-1'}";

        assertThat(with("slack").dead(200, failure)).contains("refresh_token_expired");
        assertThat(with("slack").verdict(200, "{'ok':false,'access_token':'xoxb-1'}"))
                .isNotInstanceOf(Verdict.Granted.class);
        assertThat(with("slack").identity(answer(200, "{'ok':false,'team_id':'T','user_id':'U'}")))
                .isInstanceOf(IdentityAnswer.Unsure.class);
        assertThat(with("slack").revoked(answer(200, "{'ok':false,'error':'missing_scope'}")))
                .isInstanceOf(RevocationAnswer.Failed.class);
    }

    @ParameterizedTest
    @DisplayName("Q02 Slack: the bot's token at the top, the person's in authed_user, either or both")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'access_token':'xoxb-1','scope':'chat:write','authed_user':{'id':'U1'},'team':{'id':'T1'}|bot",
                "'authed_user':{'access_token':'xoxp-1','scope':'search:read'},'team':{'id':'T1'}|user",
                "'access_token':'xoxb-1','authed_user':{'access_token':'xoxp-1'},'team':{'id':'T1'}|bot user",
                "'access_token':'xoxb-1','authed_user':{'id':'U1'},'team':null,'enterprise':{'id':'E1'}|bot",
            })
    void slackGivesTwoTokens(String members, String slots) {
        List<SlotTokens> given = with("slack").toCode("{'ok':true," + members + "}");

        assertThat(given).extracting(SlotTokens::slot).containsExactly(slots.split(" "));
        assertThat(with("slack").consent("chat:write", "user:search:read", "users:read"))
                .contains("scope=chat%3Awrite%2Cusers%3Aread&")
                .contains("user_scope=search%3Aread&");
    }

    @Test
    @DisplayName("Q03 Slack: two chains, each with a refresh token of its own, and a flat answer to either")
    void slackRotatesInTwoChains() {
        List<SlotTokens> given = with("slack")
                .toCode("{'ok':true,'access_token':'a','refresh_token':'r1','expires_in':43200,"
                        + "'authed_user':{'access_token':'b','refresh_token':'r2','expires_in':43200}}");
        String flat = "{'ok':true,'access_token':'c','refresh_token':'r3','expires_in':43200,'token_type':'user',"
                + "'scope':'search:read'}";
        SlotTokens person = with("slack").toRefresh("user", flat);

        assertThat(given).extracting(one -> plain(one.refreshToken())).containsExactly("r1", "r2");
        assertThat(given).extracting(SlotTokens::life).containsOnly(Duration.ofHours(12));
        assertThat(plain(person.refreshToken())).isEqualTo("r3");
        assertThat(person.scopes()).containsExactly("user:search:read");
        assertThat(with("slack").provider().rotation().rotationClass()).isEqualTo(RotationClass.S);
    }

    @Test
    @DisplayName("Q04 GitHub: JSON is asked for, and a form is read as well")
    void gitHubAnswersWithAForm() {
        assertThat(with("github").exchange().headers()).containsEntry("Accept", "application/json");
        SlotTokens read = with("github").token("access_token=gho_1&scope=repo%2Cuser&token_type=bearer");
        assertThat(plain(read.accessToken())).isEqualTo("gho_1");
        assertThat(read.scopes()).containsExactlyInAnyOrder("repo", "user");
    }

    @ParameterizedTest
    @DisplayName("Q05 GitHub, Zoho: an error with status 200 is one, whatever else is there")
    @CsvSource({"github, bad_verification_code", "zoho-crm, invalid_code"})
    void errorsComeWith200(String id, String error) {
        assertThat(with(id).dead(200, "{'error':'" + error + "','access_token':'a'}"))
                .isPresent();
    }

    @Test
    @DisplayName("Q06 GitHub: asked with spaces, answered with commas, and a wide scope covers its children")
    void scopesComeBackOtherwise() {
        Set<String> granted = with("github")
                .token("{'access_token':'a','scope':'repo,user:email'}")
                .scopes();

        assertThat(granted).containsExactlyInAnyOrder("repo", "user:email");
        assertThat(with("github").provider().missingScopes(List.of("repo", "public_repo", "user:email"), granted))
                .isEmpty();
        assertThat(with("github").provider().missingScopes(List.of("admin:org"), granted))
                .containsExactly("admin:org");
        assertThat(with("github").consent("repo", "public_repo")).contains("scope=repo%20public_repo&");
    }

    @Test
    @DisplayName("Q08 Notion: JSON with Basic, an owner, no scope, a version with every call")
    void notionIsAskedInJson() {
        HttpRequest request = with("notion").exchange();

        assertThat(request.contentType()).isEqualTo("application/json");
        assertThat(plain(request.authorization())).startsWith("Basic ");
        assertThat(plain(request.body())).startsWith("{").doesNotContain("secret-1", "client_secret");
        assertThat(with("notion").consent()).contains("owner=user").doesNotContain("scope");
        assertThat(with("notion").identity().headers()).containsKey("Notion-Version");
        assertThat(with("notion").provider().api().headers()).containsKey("Notion-Version");
    }

    @ParameterizedTest
    @DisplayName("Q09 Notion: the redirect URI goes to both places, always")
    @ValueSource(strings = {"notion", "gmail", "github"})
    void theRedirectUriIsSentTwice(String id) {
        String encoded = URLEncoder.encode(REDIRECT.toString(), StandardCharsets.UTF_8);

        assertThat(with(id).consent()).contains("&redirect_uri=" + encoded);
        assertThat(plain(with(id).exchange().body())).containsAnyOf(encoded, REDIRECT.toString());
    }

    @ParameterizedTest
    @DisplayName("Q10 no lifetime in the answer: none is invented, and no refresh token is missed")
    @ValueSource(strings = {"notion", "github", "salesforce", "vercel", "clickup"})
    void whatIsNotSaidIsNotKnown(String id) {
        SlotTokens token = with(id).token("{'access_token':'a','refresh_token':null}");

        assertThat(token.life()).isNull();
        assertThat(token.refreshToken()).isNull();
    }
}
