// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static io.agentauth.providers.Conversation.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.agentauth.oauth.TokenAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What providers tell of an account beside its token. The ids are those of docs/providers/quirks.md. */
class FactsTest {
    private static final String TOKEN = "'access_token':'at-1'";

    @Test
    @DisplayName(
            "Q35 Salesforce, Zoho, Pipedrive, Wrike: the host of the API comes with the answer, to a code and to each refresh")
    void theHostComesWithTheAnswer() {
        assertThat(toCode("salesforce", "'instance_url':'https://Acme.my.salesforce.com'"))
                .containsOnly(
                        entry("instance_host", "acme.my.salesforce.com"),
                        entry("api_base_url", "https://acme.my.salesforce.com/services/data"));
        assertThat(toRefresh("zoho-crm", "'api_domain':'https://www.zohoapis.eu'"))
                .contains(entry("api_base_url", "https://www.zohoapis.eu/crm/v8"));
        assertThat(toRefresh("pipedrive", "'api_domain':'https://acme.pipedrive.com/'"))
                .contains(entry("api_base_url", "https://acme.pipedrive.com/api/v2"));
        assertThat(toCode("wrike", "'host':'app-eu.wrike.com'"))
                .contains(entry("api_base_url", "https://app-eu.wrike.com/api/v4"));
    }

    @Test
    @DisplayName("Q35 DocuSign, Mailchimp: the identity call tells the data centre")
    void theIdentityCallTellsIt() {
        assertThat(
                        toIdentity(
                                "docusign",
                                "{'sub':'s','accounts':[{'account_id':'a-1','is_default':true,'base_uri':'https://eu.docusign.net'}]}"))
                .contains(
                        entry("account_id", "a-1"),
                        entry("api_base_url", "https://eu.docusign.net/restapi/v2.1/accounts/a-1"));
        assertThat(toIdentity("mailchimp", "{'dc':'us19','user_id':7}"))
                .contains(entry("api_base_url", "https://us19.api.mailchimp.com/3.0"));
    }

    @Test
    @DisplayName("Q35 Salesforce: a host that is not the provider's is not kept, however it is written")
    void anotherHostIsNotKept() {
        for (String hostile : List.of(
                "https://acme.my.salesforce.com.evil.example",
                "https://evilsalesforce.com",
                "https://salesforce.com",
                "http://acme.my.salesforce.com",
                "https://acme.my.salesforce.com:8443",
                "https://user@acme.my.salesforce.com",
                "https://acme.my.salesforce.com@evil.example",
                "https://acme.my.salesforce.com/path",
                "https://acme.my.salesforce.com/?x",
                "https://acme.my.salesforce.com/#x",
                "https://evil.example\\\\.my.salesforce.com",
                "evil.example/.salesforce.com",
                "evil.example?.salesforce.com",
                "evil.example#.salesforce.com",
                "127.0.0.1",
                "https://[::1]",
                "a b.salesforce.com",
                "https://-.salesforce.com",
                "a".repeat(250) + ".salesforce.com",
                "//acme.my.salesforce.com")) {
            assertThat(toCode("salesforce", "'instance_url':'" + hostile + "'"))
                    .as(hostile)
                    .isEmpty();
        }
        assertThat(toCode("salesforce", "'instance_url':null")).isEmpty();
        assertThat(toCode("salesforce", "'instance_url':{'a':1}")).isEmpty();
    }

    @Test
    @DisplayName("Q28 Vercel: the team of an installation comes with its token, and none where it is a person's")
    void theTeamComesWithTheToken() {
        assertThat(toCode("vercel", "'team_id':'team_nLlpyC6R'")).contains(entry("team_id", "team_nLlpyC6R"));
        assertThat(toCode("vercel", "'team_id':null")).containsOnly(entry("api_base_url", "https://api.vercel.com"));
    }

    @Test
    @DisplayName(
            "Q28 Vercel: which installation is removed is said by the token's answer, not by whoever brings the callback")
    void theInstallationComesWithTheToken() {
        assertThat(toCode("vercel", "'installation_id':'icfg_1'")).contains(entry("configuration_id", "icfg_1"));
        assertThat(toCallback("vercel", Map.of("configurationId", "icfg_2", "installation_id", "icfg_2")))
                .doesNotContainKey("configuration_id");
    }

    @Test
    @DisplayName("B6 QuickBooks, Clover: the company is in the callback alone")
    void theCompanyIsInTheCallback() {
        assertThat(toCallback("quickbooks", Map.of("realmId", "9341452", "other", "x")))
                .containsOnly(
                        entry("realm_id", "9341452"),
                        entry("api_base_url", "https://quickbooks.api.intuit.com/v3/company/9341452"));
        assertThat(toCallback("clover", Map.of("merchant_id", "M1", "employee_id", "E1")))
                .contains(entry("merchant_id", "M1"))
                .doesNotContainKey("employee_id");
    }

    @Test
    @DisplayName(
            "B10 Strava, Zoho, QuickBooks, GitHub App: what the callback tells is kept if the file names it and it is what the file says")
    void theCallbackIsNotBelieved() {
        assertThat(toCallback("strava", Map.of("scope", "read,activity:read_all")))
                .contains(entry("accepted_scopes", "read,activity:read_all"));
        assertThat(toCallback("strava", Map.of("scope", "<b>"))).doesNotContainKey("accepted_scopes");
        assertThat(toCallback("zoho-crm", Map.of("location", "eu", "accounts-server", "https://accounts.zoho.eu")))
                .containsOnly(entry("location", "eu"));
        assertThat(toCallback("github-app", Map.of("installation_id", "12345678")))
                .contains(entry("installation_id", "12345678"));
        for (String hostile :
                List.of("../v2", "1/2", "1?x=2", "1#2", "%2e%2e", "..", "", " ", "1\n2", "9".repeat(129))) {
            assertThat(toCallback("quickbooks", Map.of("realmId", hostile)))
                    .as(hostile)
                    .isEmpty();
        }
    }

    private static Map<String, String> toCallback(String id, Map<String, String> parameters) {
        Provider provider = provider(id);
        return provider.known(provider.facts().ofCallback(parameters));
    }

    private static Map<String, String> toIdentity(String id, String body) {
        Provider provider = provider(id);
        return provider.known(provider.facts().ofIdentity(answer(200, body)));
    }

    private static Map<String, String> toCode(String id, String member) {
        Provider provider = provider(id);
        return known(
                provider, TokenAnswer.read(answer(200, "{" + TOKEN + "," + member + "}"), provider.answerToCode()));
    }

    private static Map<String, String> toRefresh(String id, String member) {
        Provider provider = provider(id);
        String slot = provider.defaultSlot().name();
        return known(
                provider,
                TokenAnswer.read(answer(200, "{" + TOKEN + "," + member + "}"), provider.answerToRefresh(slot)));
    }

    private static Map<String, String> known(Provider provider, TokenAnswer answer) {
        return provider.known(provider.facts().ofAnswer(((TokenAnswer.Tokens) answer).facts()));
    }

    /** As a connection has it that says nothing but what is asked. */
    private static Provider provider(String id) {
        Provider provider = CatalogueTest.provider(id);
        Map<String, String> values = new TreeMap<>(provider.usualValues());
        provider.placeholders().forEach((name, placeholder) -> {
            if (placeholder.isAsked()) {
                values.putIfAbsent(name, "acme");
            }
        });
        return provider.filledWith(values);
    }
}
