// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.Ability;
import io.agentauth.providers.Addresses;
import io.agentauth.providers.Fact;
import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Placeholder.Kind;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.UrlTemplate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every address is https at a public name, and nothing that is put into its placeholders makes it another provider's. */
final class AddressRules {
    private static final String API = "/api/base_url";
    private static final String REVOCATION = "/revocation/endpoint";
    private static final String MACHINE = "/machine/";
    private static final String CLIENT_ID = "client_id";
    private static final String TOKEN = "token";
    private static final Pattern PUBLIC = Pattern.compile("([a-z0-9-]+\\.)+[a-z]{2,}");

    private AddressRules() {}

    static void check(Provider provider, Notes notes) {
        UrlTemplate redirect = provider.authorization().redirectName();
        Set<String> used = new TreeSet<>(redirect == null ? Set.of() : redirect.names());
        used.forEach(name -> notes.require(
                provider.placeholders().containsKey(name),
                "/authorization/redirect_name",
                "{" + name + "} is not among the placeholders."));
        Addresses.of(provider).forEach((field, address) -> {
            used.addAll(address.names());
            checkNames(provider, field, address, notes);
            checkHost(provider, field, address, notes);
        });
        provider.placeholders().forEach((name, placeholder) -> {
            String field = "/placeholders/" + name;
            notes.require(used.contains(name), field, "No address has it.");
            checkPlaceholder(field, placeholder, notes);
        });
    }

    private static void checkNames(Provider provider, String field, UrlTemplate address, Notes notes) {
        for (String name : address.names()) {
            Placeholder placeholder = provider.placeholders().get(name);
            boolean known = placeholder != null
                    || (field.endsWith(REVOCATION) && name.equals(CLIENT_ID))
                    || (field.equals(REVOCATION) && isTold(provider, name))
                    || (field.equals(REVOCATION) && name.equals(TOKEN) && isSigned(provider.revocation()))
                    || isOfAccount(provider, field, name);
            notes.require(known, field, "{" + name + "} is not among the placeholders.");
            notes.require(
                    placeholder == null
                            || placeholder.isAsked()
                            || field.equals(API)
                            || provider.requires().contains(Ability.CALLBACK_VALUES),
                    field,
                    "{" + name + "} is only known after consent, so only the API can have it.");
        }
    }

    /** A fact that is one segment of a path may stand where the account is ended. */
    private static boolean isTold(Provider provider, String name) {
        Fact fact = provider.facts().byName().get(name);
        return fact != null && fact.within().isEmpty() && fact.pattern() == null;
    }

    /** A token may stand in an address only where a request is signed with it, so that it proves nothing by itself. */
    private static boolean isSigned(@Nullable Revocation revocation) {
        return revocation != null && revocation.authentication() == Revocation.Authentication.SIGNATURE;
    }

    /** A segment of the path where tokens are asked for may be a field of each account. */
    private static boolean isOfAccount(Provider provider, String field, String name) {
        return provider.machine().entrySet().stream()
                .filter(way -> field.equals(MACHINE + way.getKey() + "/endpoint"))
                .flatMap(way -> way.getValue().fields().stream())
                .anyMatch(one -> one.name().equals(name));
    }

    private static void checkPlaceholder(String field, Placeholder placeholder, Notes notes) {
        String initial = placeholder.initial();
        notes.require(initial == null || placeholder.accepts(initial), field + "/default", placeholder.wanted());
        notes.require(
                placeholder.within().isEmpty() || placeholder.kind() == Kind.HOST,
                field + "/within",
                "It is for hosts.");
        if (placeholder.kind() == Kind.HOST) {
            placeholder
                    .values()
                    .forEach(value -> notes.require(
                            PUBLIC.matcher(value).matches(), field + "/values", value + " is not a host name."));
        }
    }

    /** The host ends with a domain that is written down, or with a placeholder for a host. */
    private static void checkHost(Provider provider, String field, UrlTemplate address, Notes notes) {
        String host = address.value().replaceFirst("^https://", "").replaceFirst("[/?].*", "");
        Placeholder last = host.endsWith("}")
                ? provider.placeholders().get(host.substring(host.lastIndexOf('{') + 1, host.length() - 1))
                : null;
        boolean fixed = PUBLIC.matcher(host.replaceAll("^.*}\\.", "").replaceAll("^.*}.*$", ""))
                .matches();
        boolean placed = last != null && (last.kind() == Kind.HOST || last.kind() == Kind.LATER);
        notes.require(fixed || placed, field, "Its host does not end with a domain of the provider.");
        for (String name : new UrlTemplate(host).names()) {
            Placeholder placeholder = provider.placeholders().get(name);
            notes.require(
                    placeholder == null
                            ? !isOfAccount(provider, field, name) && !isTold(provider, name)
                            : placeholder.kind() != Kind.SEGMENT,
                    field,
                    "{" + name + "} is a segment of a path and stands in a host.");
        }
        checkUrl(field, address, notes);
    }

    private static void checkUrl(String field, UrlTemplate address, Notes notes) {
        try {
            URI uri = new URI(address.value().replaceAll("\\{[a-z_]+}", "x.example"));
            notes.require(
                    "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && uri.getPort() == -1
                            && uri.getRawFragment() == null,
                    field,
                    "It is an https URL without user, port and fragment.");
        } catch (URISyntaxException _) {
            notes.add(field, "It is not a URL.");
        }
    }
}
