// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All emulated providers. OpenID issuers come into being when they are first asked for. */
public final class Profiles {
    private static final int ISSUERS_MAX = 1_000;
    private static final Pattern ISSUER = Pattern.compile("[A-Za-z0-9._-]{1,60}");

    private final Supplier<String> base;
    private final Map<String, Profile> named = Stream.of(
                    new Google(),
                    new Microsoft(),
                    new Slack(),
                    new Discord(),
                    new Notion(),
                    new Atlassian(),
                    new Asana(),
                    new Trello(),
                    new Monday(),
                    new Linear(),
                    new GitHub(),
                    new GitLab(),
                    new Bitbucket(),
                    new Figma(),
                    new Vercel(),
                    new Keys(),
                    new Strict())
            .collect(Collectors.toUnmodifiableMap(Profile::id, profile -> profile));
    private final Map<String, Profile> issuers = new HashMap<>();

    /** An address within a provider. */
    public record Place(Profile profile, String path) {}

    /** {@code base}: the emulator's own URL, without a slash at its end; asked for when the first issuer comes into being. */
    public Profiles(Supplier<String> base) {
        this.base = base;
    }

    /** What {@code /gmail/oauth2.googleapis.com/token} or {@code /oidc/one/token} means. */
    public Optional<Place> at(String path) {
        int slash = path.indexOf('/', 1);
        if (slash < 0) {
            return Optional.empty();
        }
        String first = path.substring(1, slash);
        if (!first.equals("oidc")) {
            return Optional.ofNullable(named.get(first)).map(profile -> new Place(profile, path.substring(slash + 1)));
        }
        int second = path.indexOf('/', slash + 1);
        return second < 0
                ? Optional.empty()
                : issuer(path.substring(slash + 1, second)).map(one -> new Place(one, path.substring(second + 1)));
    }

    private Optional<Profile> issuer(String name) {
        if (!ISSUER.matcher(name).matches() || (issuers.size() >= ISSUERS_MAX && !issuers.containsKey(name))) {
            return Optional.empty();
        }
        return Optional.of(issuers.computeIfAbsent(name, fresh -> new OpenIdIssuer(base.get(), fresh)));
    }
}
