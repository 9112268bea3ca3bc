// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.Guide;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What people read is there and reads well. */
final class WordRules {
    private static final Pattern DESCRIPTION = Pattern.compile("[A-Z].*[^.]");
    private static final Pattern SENTENCE = Pattern.compile("[^ ].*\\.");

    private WordRules() {}

    static void check(Provider provider, Notes notes) {
        checkScopes(provider, notes);
        notes.require(
                !provider.otherCategories().contains(provider.category()),
                "/other_categories",
                provider.category() + " is its category already.");
        Guide guide = provider.guide();
        sentences("/guide/setup", guide.setup(), notes);
        sentences("/guide/notes", guide.notes(), notes);
        guide.unconfirmed()
                .forEach(doubt -> notes.require(
                        !doubt.endsWith("."),
                        "/guide/unconfirmed",
                        "\"" + doubt + "\" is part of a sentence, without an end."));
        boolean redirected =
                provider.authTypes().contains("oauth2") || provider.authTypes().contains("oauth1");
        notes.require(
                !redirected
                        || provider.isForTesting()
                        || guide.setup().stream().anyMatch(step -> step.contains("redirect URI")),
                "/guide/setup",
                "No step says where the redirect URI is entered.");
        notes.require(guide.docs() != null || provider.isForTesting(), "/guide/docs", "It is missing.");
    }

    private static void checkScopes(Provider provider, Notes notes) {
        Set<String> explained = new HashSet<>();
        for (Scope scope : provider.scopes()) {
            notes.require(explained.add(scope.name()), "/scopes", scope.name() + " is explained twice.");
            notes.require(
                    DESCRIPTION.matcher(scope.description()).matches(),
                    "/scopes",
                    "\"" + scope.description() + "\" begins with a capital letter and has no full stop.");
        }
        asked("/default_scopes", provider.defaultScopes(), explained, notes);
        asked("/identity_scopes", provider.identityScopes(), explained, notes);
        asked("/required_scopes", provider.requiredScopes(), explained, notes);
    }

    private static void asked(String field, List<String> asked, Set<String> explained, Notes notes) {
        asked.forEach(scope ->
                notes.require(explained.contains(scope), field, scope + " is asked for and not explained in scopes."));
    }

    private static void sentences(String field, List<String> all, Notes notes) {
        for (int i = 0; i < all.size(); i++) {
            notes.require(
                    SENTENCE.matcher(all.get(i)).matches(), field + "/" + i, "It is a sentence, with a full stop.");
        }
    }
}
