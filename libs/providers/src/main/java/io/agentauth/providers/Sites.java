// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.AnswerBody;
import io.agentauth.oauth.ClientProof;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.Pointer;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The call that lists what one consent is good for, where a token alone does not say: sites, organisations, tenants. Only a person or an application
 * can choose among them.
 *
 * @param endpoint where
 * @param headers sent along
 * @param list where the list is in the answer; null where it is the answer
 * @param id where each has its id, which is one segment of a path
 * @param name where each has its name
 * @param url where each has its address
 * @param within the domains that such an address is under
 * @param fact what an id is called in the address of the API: where there is one site, it stands there
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Sites(
        UrlTemplate endpoint,
        Map<String, String> headers,
        @Nullable Pointer list,
        Pointer id,
        @Nullable Pointer name,
        @Nullable Pointer url,
        List<String> within,
        @Nullable String fact) {
    private static final int SITES_MAX = 50;
    private static final int NAME_MAX = 200;

    public Sites(
            UrlTemplate endpoint,
            @Nullable Map<String, String> headers,
            @Nullable Pointer list,
            Pointer id,
            @Nullable Pointer name,
            @Nullable Pointer url,
            @Nullable List<String> within,
            @Nullable String fact) {
        this.endpoint = endpoint;
        this.headers = headers == null ? Map.of() : Map.copyOf(headers);
        this.list = list;
        this.id = id;
        this.name = name;
        this.url = url;
        this.within = within == null ? List.of() : List.copyOf(within);
        this.fact = fact;
    }

    /**
     * The call with {@code accessToken}.
     *
     * @throws IllegalStateException if a placeholder is in its address
     */
    public HttpRequest request(Sensitive accessToken) {
        URI uri = endpoint.uri();
        if (uri == null) {
            throw new IllegalStateException("the address of the list of sites is not known");
        }
        Map<String, String> all = new TreeMap<>(Map.of("Accept", "application/json"));
        all.putAll(headers);
        return new HttpRequest("GET", uri, all, ClientProof.formatted(Api.BEARER, accessToken), null, null);
    }

    /** What {@code answer} lists, each once; what is not as it should be is left out. */
    public List<Site> read(HttpAnswer answer) {
        Map<String, Site> sites = new LinkedHashMap<>();
        if (answer.isSuccessful()) {
            for (JsonNode member : AnswerBody.list(answer, list)) {
                site(member)
                        .filter(site -> sites.size() < SITES_MAX)
                        .ifPresent(site -> sites.putIfAbsent(site.id(), site));
            }
        }
        return new ArrayList<>(sites.values());
    }

    /** What follows from {@code sites} for the address of the API. */
    public Map<String, String> told(List<Site> sites) {
        return fact == null || sites.size() != 1
                ? Map.of()
                : Map.of(fact, sites.getFirst().id());
    }

    private Optional<Site> site(JsonNode member) {
        return id.textIn(member)
                .flatMap(new Fact("id", null, null, null, null, null, false)::in)
                .map(known -> new Site(known, name(member), url(member)));
    }

    private @Nullable String name(JsonNode member) {
        return name == null
                ? null
                : name.textIn(member)
                        .map(text -> text.replaceAll("\\p{Cntrl}", "").strip())
                        .map(text -> text.substring(0, Math.min(NAME_MAX, text.length())))
                        .orElse(null);
    }

    private @Nullable URI url(JsonNode member) {
        return url == null
                ? null
                : url.textIn(member)
                        .flatMap(new Fact("url", null, null, null, null, within, false)::in)
                        .map(host -> URI.create("https://" + host))
                        .orElse(null);
    }

    Sites filledWith(Map<String, String> values) {
        return new Sites(endpoint.filledWith(values), headers, list, id, name, url, within, fact);
    }
}
