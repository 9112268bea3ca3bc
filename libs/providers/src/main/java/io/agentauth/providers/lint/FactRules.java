// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.Api;
import io.agentauth.providers.Fact;
import io.agentauth.providers.Facts;
import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.Sites;
import io.agentauth.providers.UrlTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a provider tells is read in one place, is what the file says, and leads nowhere but to the provider. */
final class FactRules {
    private static final String FACTS = "/facts/";
    private static final Pattern DOMAIN = Pattern.compile("([a-z0-9-]+\\.)+[a-z]{2,}");

    private FactRules() {}

    static void check(Provider provider, Notes notes) {
        provider.facts().byName().forEach((name, fact) -> check(provider, name, fact, notes));
        checkAddress(provider, notes);
        checkRevocation(provider, notes);
        checkSites(provider, notes);
    }

    private static void check(Provider provider, String name, Fact fact, Notes notes) {
        String field = FACTS + name;
        notes.require(!name.equals(Facts.API_BASE_URL), field, "That name is for the address of the API.");
        notes.require(places(fact).size() == 1, field, "It is in one place: callback, answer or identity.");
        notes.require(
                fact.identity() == null || provider.identity() != null,
                field + "/identity",
                "There is no identity call to tell it.");
        notes.require(
                fact.pattern() == null || fact.within().isEmpty(), field, "It is a host within domains, or a word.");
        notes.require(isPattern(fact), field + "/pattern", "It is no regular expression.");
        for (String domain : fact.within()) {
            notes.require(DOMAIN.matcher(domain).matches(), field + "/within", domain + " is not a domain.");
        }
        Placeholder placeholder = provider.placeholders().get(name);
        notes.require(
                placeholder == null || !placeholder.isAsked(), field, "A connection says it; nobody needs to tell it.");
    }

    private static boolean isPattern(Fact fact) {
        try {
            return fact.pattern() == null
                    || !Pattern.compile(fact.pattern()).pattern().isEmpty();
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    /** What stands in the address of the API comes from one place, so that one telling makes all of it, and is a whole host or one segment. */
    private static void checkAddress(Provider provider, Notes notes) {
        Api api = provider.api();
        UrlTemplate address = api == null ? null : api.baseUrl();
        if (address == null) {
            return;
        }
        Set<String> places = new TreeSet<>();
        for (String name : address.names()) {
            Fact fact = provider.facts().byName().get(name);
            if (fact != null) {
                places.addAll(places(fact));
                boolean host = (address.value() + "/").startsWith("https://{" + name + "}/");
                notes.require(
                        host != fact.within().isEmpty(),
                        FACTS + name + "/within",
                        "It is for what is all of the API's host, and for nothing else.");
                notes.require(
                        fact.pattern() == null, FACTS + name + "/pattern", "In an address it is a host or a segment.");
            }
        }
        notes.require(places.size() < 2, "/api/base_url", "What is told and stands in it comes from one place.");
    }

    private static void checkRevocation(Provider provider, Notes notes) {
        Revocation revocation = provider.revocation();
        if (revocation != null) {
            revocation
                    .query()
                    .forEach((parameter, name) -> notes.require(
                            provider.facts().byName().containsKey(name),
                            "/revocation/query/" + parameter,
                            "There is no fact of that name."));
        }
    }

    private static void checkSites(Provider provider, Notes notes) {
        Sites sites = provider.sites();
        if (sites != null) {
            Placeholder placeholder =
                    sites.fact() == null ? null : provider.placeholders().get(sites.fact());
            notes.require(
                    sites.fact() == null
                            || (placeholder != null
                                    && !placeholder.isAsked()
                                    && !provider.facts().byName().containsKey(sites.fact())),
                    "/sites/fact",
                    "It is a placeholder that the provider tells later, and nothing else tells it.");
            notes.require((sites.url() == null) == sites.within().isEmpty(), "/sites/within", "It goes with the url.");
        }
    }

    private static List<String> places(Fact fact) {
        List<String> places = new ArrayList<>();
        if (fact.callback() != null) {
            places.add("callback");
        }
        if (fact.answer() != null) {
            places.add("answer");
        }
        if (fact.identity() != null) {
            places.add("identity");
        }
        return places;
    }
}
