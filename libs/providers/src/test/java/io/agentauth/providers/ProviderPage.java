// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.oauth.ClientAuthentication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A provider's page in {@code docs/providers}: all that its file says, for people. */
final class ProviderPage {
    private final Provider provider;
    private final StringBuilder text = new StringBuilder();

    private ProviderPage(Provider provider) {
        this.provider = provider;
    }

    static String of(Provider provider) {
        ProviderPage page = new ProviderPage(provider);
        page.head();
        page.setup();
        page.placeholders();
        page.proof();
        page.machine();
        page.scopes();
        page.lifetimes();
        page.identity();
        page.ends();
        page.api();
        page.text.append(ToldSection.of(provider));
        page.list("Good to know", provider.guide().notes());
        page.list("Not confirmed", provider.guide().unconfirmed());
        page.links();
        return page.text.toString();
    }

    private void head() {
        line("<!-- Generated from libs/providers/src/main/resources/providers/" + provider.id() + ".yaml. -->");
        line("# " + provider.name());
        line("");
        line("`" + provider.id() + "` · " + String.join(", ", provider.categories()) + " · "
                + provider.authTypes().stream().map(type -> "`" + type + "`").collect(Collectors.joining(", ")));
        if (provider.variantOf() != null) {
            line("");
            line("Another way to connect to [" + provider.variantOf() + "](" + provider.variantOf() + ".md).");
        }
        boolean performed = !provider.machine().isEmpty()
                || ((provider.authTypes().contains("oauth2") || isEntered())
                        && provider.requires().isEmpty());
        if (!performed) {
            line("");
            line("**Cannot be connected yet**: "
                    + (provider.requires().isEmpty()
                            ? "this release does not connect by " + provider.authTypes() + "."
                            : "it needs " + abilities() + ", which this release does not do."));
        }
    }

    /** Whether a person enters what the provider wants, or it wants nothing. */
    private boolean isEntered() {
        return provider.authTypes().stream().anyMatch(StaticCredentials.AUTH_TYPES::contains);
    }

    private String abilities() {
        return provider.requires().stream()
                .map(ability -> "`" + ability.name().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.joining(" and "));
    }

    private void setup() {
        title("Register an application");
        int number = 1;
        for (String step : provider.guide().setup()) {
            line(number++ + ". " + step);
        }
        if (provider.discovery()) {
            line("");
            line("A connection names the issuer in `settings.issuer`; everything else is discovered.");
        }
        StaticCredentials credentials = provider.credentials();
        if (credentials != null) {
            line("");
            line("| field | |");
            line("|---|---|");
            credentials
                    .fields()
                    .forEach(field -> line("| `" + field.name() + "` | " + field.label()
                            + (field.hint() == null ? "" : ". " + field.hint())
                            + (field.pattern() == null ? "" : " Matches `" + field.pattern() + "`.") + " |"));
        }
    }

    private void proof() {
        List<ClientAuthentication> others = provider.token().otherClientAuthentications();
        if (!others.isEmpty()) {
            title("Other ways to prove the client");
            line("A connection may name one in `settings.client_authentication`: "
                    + others.stream().map(ProviderPage::word).collect(Collectors.joining(", "))
                    + ". With `private_key_jwt` it has a `private_key` in the place of a secret.");
        }
    }

    private static String word(ClientAuthentication style) {
        return "`" + style.name().toLowerCase(Locale.ROOT) + "`";
    }

    /** What differs where nobody consents. */
    private void machine() {
        new java.util.TreeMap<>(provider.machine()).forEach((type, way) -> {
            title("Without anybody's consent: `" + type + "`");
            line(
                    way.isSigned()
                            ? "The connection's `credentials` have a `private_key`, and the `client_id` where the key does not say whose it is. Each token is asked for with what it signs."
                            : "The connection's `credentials` are those of the application, and each token is asked for with them.");
            line("Accounts are active without a link; `POST /v1/accounts` connects them.");
            if (!way.fields().isEmpty()) {
                line("");
                line("| `parameters` of an account | |");
                line("|---|---|");
                way.fields()
                        .forEach(field -> line("| `" + field.name() + "` | " + field.label()
                                + (field.hint() == null ? "" : ". " + field.hint())
                                + (field.pattern() == null ? "" : " Matches `" + field.pattern() + "`.") + " |"));
            }
            if (way.scope() == MachineGrant.ScopePlace.NONE) {
                line("");
                line("No scopes are asked for: what a token may do is decided where the application is registered.");
            }
        });
    }

    private void placeholders() {
        Map<String, Placeholder> asked = provider.placeholders().entrySet().stream()
                .filter(entry -> entry.getValue().isAsked())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one, java.util.TreeMap::new));
        if (asked.isEmpty()) {
            return;
        }
        title("Settings of a connection");
        line("| `settings.placeholders` | | usually |");
        line("|---|---|---|");
        asked.forEach((name, placeholder) -> line("| `" + name + "` | " + placeholder.label()
                + (placeholder.description() == null ? "" : ". " + placeholder.description())
                + " " + placeholder.wanted()
                + " | " + (placeholder.initial() == null ? "" : "`" + placeholder.initial() + "`") + " |"));
    }

    private void scopes() {
        if (!provider.authTypes().contains("oauth2") && !provider.authTypes().contains("oauth1")) {
            return;
        }
        title("Scopes");
        if (provider.scopes().isEmpty()) {
            line("None are asked for.");
            return;
        }
        line("| scope | allows | asked for |");
        line("|---|---|---|");
        for (Scope scope : provider.scopes()) {
            line("| `" + scope.name() + "` | " + scope.description() + " | " + when(scope.name()) + " |");
        }
    }

    private String when(String scope) {
        List<String> when = new ArrayList<>();
        if (provider.requiredScopes().contains(scope)) {
            when.add("always");
        } else if (provider.identityScopes().contains(scope)) {
            when.add("to know whose account it is");
        } else if (provider.defaultScopes().contains(scope)) {
            when.add("by default");
        }
        return String.join(", ", when);
    }

    private void lifetimes() {
        if (!provider.authTypes().contains("oauth2")) {
            return;
        }
        Lifetimes said = provider.token().lifetimes();
        title("Tokens");
        line("| | as documented |");
        line("|---|---|");
        row("authorization code", words(said.codeSeconds()));
        row("access token", said.inToken() ? "as long as it says itself" : words(said.accessTokenSeconds()));
        row("refresh token", refreshToken());
        row("after a refresh", Boolean.FALSE.equals(provider.refresh().supported()) ? null : rotation());
        row("without use", words(provider.refresh().idleLimitSeconds()));
        row("in all, from the consent", words(said.grantSeconds()));
    }

    private @Nullable String refreshToken() {
        if (Boolean.FALSE.equals(provider.refresh().supported())) {
            return "there is none";
        }
        String condition = provider.refresh().condition();
        String life = words(provider.token().lifetimes().refreshTokenSeconds());
        return condition == null ? life : (life == null ? "" : life + ". ") + condition;
    }

    private String rotation() {
        Rotation rotation = provider.rotation();
        Integer window = rotation.replayWindowSeconds();
        return switch (rotation.rotationClass()) {
            case N -> "the used refresh token stays valid (class N)";
            case G ->
                "the used refresh token is taken again "
                        + (window == null ? "until the new one is used" : "for " + words(window)) + " (class G)";
            case S -> "the used refresh token is refused (class S)";
            case R -> "presenting a used refresh token again ends the whole grant (class R)";
            case U -> "not known, so a used refresh token is presented again with care (class U)";
        };
    }

    private void identity() {
        if ((!provider.authTypes().contains("oauth2") && !isEntered()) || provider.discovery()) {
            return;
        }
        title("Whose account it is");
        Identity identity = provider.identity();
        UrlTemplate endpoint = identity == null ? null : identity.endpoint();
        if (identity == null || endpoint == null) {
            line("Agent Auth does not know: no call tells it before the application calls the API.");
            if (isEntered()) {
                line("For the same reason what is entered is taken as it is, right or wrong.");
            }
            return;
        }
        line("`" + identity.method() + " " + endpoint + "` tells the id"
                + (identity.email().isEmpty() ? "" : ", the e-mail address")
                + (identity.name() == null ? "" : ", the name") + ".");
        if (isEntered()) {
            line("What is entered is kept only if this call takes it.");
        }
    }

    private void ends() {
        if (!provider.authTypes().contains("oauth2")) {
            return;
        }
        title("Disconnecting");
        Revocation revocation = provider.revocation();
        if (revocation == null) {
            line("Agent Auth forgets the tokens. It cannot revoke them there.");
            return;
        }
        line(
                switch (revocation.kind()) {
                    case ACCESS_TOKEN ->
                        "Revokes the access token. The provider has no way to end a refresh token beside it, so the receipt says `partly_revoked` where there is one.";
                    case TOKEN -> "Revokes the token and what was made from it.";
                    case GRANT ->
                        "Revokes everything that the person granted to the application. While another account of the same person is connected, it is kept.";
                });
    }

    private void api() {
        Api api = provider.api();
        if (api == null) {
            return;
        }
        title("Calling the API");
        if (api.baseUrl() != null) {
            line("- Address: `" + api.baseUrl() + "`");
            api.baseUrl().names().stream()
                    .map(name -> provider.placeholders().get(name))
                    .filter(Objects::nonNull)
                    .filter(placeholder -> !placeholder.isAsked())
                    .forEach(placeholder -> line("- " + placeholder.label() + ": " + placeholder.description()));
        }
        if (provider.credentials() == null) {
            line("- Token: `" + api.tokenHeader() + ": " + api.tokenFormat() + "`");
        } else {
            provider.credentials().headers().forEach((name, value) -> line("- Key: `" + name + ": " + value + "`"));
            provider.credentials()
                    .query()
                    .forEach((name, value) -> line("- In the query: `" + name + "=" + value + "`"));
            provider.credentials()
                    .body()
                    .forEach((name, value) -> line("- In the body: `\"" + name + "\": \"" + value + "\"`"));
        }
        if (provider.credentials() != null && provider.credentials().basic() != null) {
            line("- HTTP Basic: `" + provider.credentials().basic() + "`");
        }
        api.headers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(header -> line("- Every call has `" + header.getKey() + ": " + header.getValue() + "`"));
        if (api.versionHeader() != null) {
            line("- `settings.api_version` of a connection chooses the version, in `" + api.versionHeader() + "`.");
        }
        limits(api.rateLimit());
    }

    private void limits(Api.@Nullable RateLimit limit) {
        if (limit == null) {
            return;
        }
        String statuses = limit.statuses().stream().map(String::valueOf).collect(Collectors.joining(" or "));
        line("- Too many calls: status " + statuses
                + (limit.markers().isEmpty() ? "" : ", with " + code(limit.markers()) + " in the body")
                + "." + (limit.limit() == null ? "" : " " + limit.limit()));
        if (!limit.headers().isEmpty()) {
            line("- Headers about limits: " + code(limit.headers()));
        }
        if (!limit.resetHeaders().isEmpty()) {
            line("- Agent Auth waits as long as " + code(limit.resetHeaders()) + " or `Retry-After` says.");
        }
    }

    private void links() {
        Guide guide = provider.guide();
        if (guide.docs() == null) {
            return;
        }
        title("The provider's own pages");
        line("- [Authorization](" + guide.docs() + ")");
        guide.links()
                .forEach((topic, link) -> line("- [" + topic.substring(0, 1).toUpperCase(Locale.ROOT)
                        + topic.substring(1) + "](" + link + ")"));
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            title(title);
            items.forEach(item -> line("- " + item));
        }
    }

    private void title(String title) {
        line("");
        line("## " + title);
    }

    private void row(String what, @Nullable String value) {
        if (value != null) {
            line("| " + what + " | " + value + " |");
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String code(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    /** A span in its largest whole unit. */
    static @Nullable String words(@Nullable Integer seconds) {
        if (seconds == null) {
            return null;
        }
        Duration span = Duration.ofSeconds(seconds);
        if (span.toDays() > 0 && span.equals(Duration.ofDays(span.toDays()))) {
            return counted(span.toDays(), "day");
        }
        if (span.toHours() > 0 && span.equals(Duration.ofHours(span.toHours()))) {
            return counted(span.toHours(), "hour");
        }
        if (span.toMinutes() > 0 && span.equals(Duration.ofMinutes(span.toMinutes()))) {
            return counted(span.toMinutes(), "minute");
        }
        return counted(seconds, "second");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
