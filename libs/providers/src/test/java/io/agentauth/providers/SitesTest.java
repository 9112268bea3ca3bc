// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static io.agentauth.providers.Conversation.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SitesTest {
    private static final Site ONE = new Site("site-1", "One", URI.create("https://one.atlassian.net"));

    @Test
    @DisplayName(
            "Q14 Atlassian: the sites of a consent are listed, each once; where there is one, it stands in the address of the API")
    void theSitesAreListed() {
        Sites jira = sites("jira");

        assertThat(jira.request(Sensitive.of("at-1")).uri())
                .hasToString("https://api.atlassian.com/oauth/token/accessible-resources");
        List<Site> one = read(
                "jira",
                "[{'id':'site-1','name':'One','url':'https://one.atlassian.net','scopes':['a']},"
                        + "{'id':'site-1','name':'One','url':'https://one.atlassian.net','scopes':['b']}]");
        assertThat(one).containsExactly(ONE);
        assertThat(CatalogueTest.provider("jira").known(jira.told(one)))
                .containsEntry("api_base_url", "https://api.atlassian.com/ex/jira/site-1/rest/api/3");

        List<Site> two = read("jira", "[{'id':'site-1','name':'One'},{'id':'site-2','name':null}]");
        assertThat(two).containsExactly(new Site("site-1", "One", null), new Site("site-2", null, null));
        assertThat(CatalogueTest.provider("jira").known(jira.told(two))).isEmpty();
    }

    @Test
    @DisplayName("Q14 Xero, Harvest, Basecamp, ClickUp: so are organisations, accounts and teams")
    void soAreOthers() {
        assertThat(read("xero", "[{'id':'x','tenantId':'t-1','tenantName':'Acme'}]"))
                .containsExactly(new Site("t-1", "Acme", null));
        assertThat(read("harvest", "{'user':{'id':1},'accounts':[{'id':7,'name':'Acme','product':'harvest'}]}"))
                .containsExactly(new Site("7", "Acme", null));
        assertThat(read("clickup", "{'teams':[{'id':'9','name':'Acme'}]}"))
                .containsExactly(new Site("9", "Acme", null));
        assertThat(sites("basecamp").told(read("basecamp", "{'accounts':[{'id':5,'name':'Acme'}]}")))
                .isEqualTo(Map.of("account_id", "5"));
    }

    @Test
    void whatIsNoSiteIsLeftOut() {
        assertThat(read("jira", "[{'id':'../1'},{'id':''},{'name':'x'},7,null,{'id':{'a':1}}]"))
                .isEmpty();
        assertThat(read("jira", "[{'id':'site-1','name':'One\\n','url':'https://one.atlassian.net.evil.example'}]"))
                .containsExactly(new Site("site-1", "One", null));
        for (String body : List.of("", "{}", "<html>", "[", "null", "'x'")) {
            assertThat(read("jira", body)).as(body).isEmpty();
            assertThat(read("harvest", body)).as(body).isEmpty();
        }
        assertThat(sites("jira").read(answer(403, "[{'id':'site-1'}]"))).isEmpty();
        String many =
                IntStream.range(0, 60).mapToObj(i -> "{'id':'s" + i + "'}").collect(Collectors.joining(",", "[", "]"));
        assertThat(read("jira", many)).hasSize(50);
    }

    private static List<Site> read(String id, String body) {
        return sites(id).read(answer(200, body));
    }

    private static Sites sites(String id) {
        return Objects.requireNonNull(CatalogueTest.provider(id).sites());
    }
}
