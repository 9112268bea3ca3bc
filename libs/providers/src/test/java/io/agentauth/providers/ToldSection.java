// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a provider tells of an account beside its token, on the provider's page. */
final class ToldSection {
    private ToldSection() {}

    static String of(Provider provider) {
        StringBuilder text = new StringBuilder();
        Sites sites = provider.sites();
        if (sites != null) {
            text.append("\n## Sites of an account\n`GET ")
                    .append(sites.endpoint())
                    .append("` lists what the consent is good for, once, when it is given: `sites` of the account.\n");
        }
        if (!provider.facts().byName().isEmpty()) {
            text.append("\n## Facts of an account\n| `facts` | | told by | is |\n|---|---|---|---|\n");
            new TreeMap<>(provider.facts().byName())
                    .forEach((name, fact) -> text.append("| `" + name + "` | " + fact.label() + " | " + teller(fact)
                            + " | " + wanted(fact) + " |\n"));
        }
        return text.toString();
    }

    private static String teller(Fact fact) {
        return fact.callback() != null
                ? "the callback, `" + fact.callback() + "`"
                : fact.answer() != null
                        ? "the token's answer, `" + fact.answer().value() + "`"
                        : "the identity call, `"
                                + Objects.requireNonNull(fact.identity()).value() + "`";
    }

    private static String wanted(Fact fact) {
        return fact.pattern() != null
                ? "all of `" + fact.pattern() + "`"
                : fact.within().isEmpty()
                        ? "one segment of a path"
                        : "a host under "
                                + fact.within().stream()
                                        .map(domain -> "`" + domain + "`")
                                        .collect(Collectors.joining(", "));
    }
}
