// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.connection;

import io.agentauth.connections.connection.Connection.Settings;
import io.agentauth.connections.provider.Offer;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import io.agentauth.providers.StaticCredentials;
import io.agentauth.requests.Input;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller sends for a connection. In a change, what is missing stays as it is. */
record Wanted(
        @Nullable String provider,
        @Nullable String authType,
        @Nullable String mode,
        @Nullable String name,
        @Nullable Credentials credentials,
        @Nullable List<String> scopes,
        @Nullable Settings settings) {
    private static final int NAME_CHARS_MAX = 100;
    private static final int ISSUER_CHARS_MAX = 2048;
    private static final int RATE_LIMIT_MAX = 10_000;
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Refuses what no connection to {@code found} can be. */
    void requireFitting(Provider found) {
        if (authType != null && !found.authTypes().contains(authType)) {
            throw ProblemException.invalidField("auth_type", found.name() + " does not offer it.");
        }
        Offer.requireConnectable(found, authType);
        if (mode != null && !mode.equals(Connection.OWN) && !mode.equals(Connection.MANAGED)) {
            throw ProblemException.invalidField("mode", "It is own or managed.");
        }
        if (isManaged()) {
            requireManageable(found);
        }
    }

    /** Whether the client shall be the operator's. */
    boolean isManaged() {
        return Connection.MANAGED.equals(mode);
    }

    /** Refuses everything that would lead the operator's secret elsewhere, or change what its client is for everybody else. */
    void requireManageable(Provider found) {
        if (found.isCustom() || !Offer.sharedWay(found).equals(Optional.of(wayTo(found)))) {
            throw ProblemException.invalidField("mode", found.name() + " cannot have a managed app.");
        }
        requireSettingsManageable();
    }

    /** The same of a change. */
    void requireSettingsManageable() {
        if (settings == null) {
            return;
        }
        requireOperators("issuer", settings.issuer());
        requireOperators("placeholders", settings.placeholders());
        requireOperators("pkce", settings.pkce());
        requireOperators("rotation_class", settings.rotationClass());
        requireOperators("client_authentication", settings.clientAuthentication());
    }

    private static void requireOperators(String setting, @Nullable Object value) {
        if (value != null) {
            throw ProblemException.invalidField(
                    "settings." + setting, "It is the operator's to say for a managed app.");
        }
    }

    /** Refuses scopes where what a token may do is decided otherwise. */
    void requireScopesTaken(Provider found, String way) {
        boolean taken = !StaticCredentials.AUTH_TYPES.contains(way)
                && found.machineGrant(way)
                        .filter(grant -> grant.scope() == MachineGrant.ScopePlace.NONE)
                        .isEmpty();
        if (!taken && scopes != null && !scopes.isEmpty()) {
            throw ProblemException.invalidField("scopes", "What a key allows is decided where it is made.");
        }
    }

    /** Refuses a change of what cannot change. */
    void requireUnchanged(Connection before) {
        requireSame("provider", provider, before.provider());
        requireSame("auth_type", authType, before.authType());
        requireSame("mode", mode, before.mode());
        String issuer = before.settings().issuer();
        // What was granted by one server is never shown to another.
        if (settings != null && issuer != null) {
            requireSame("settings.issuer", settings.issuer(), issuer);
        }
    }

    /** The same of a connection that is connected by {@code way}. */
    Wanted by(String way) {
        return new Wanted(provider, way, mode, name, credentials, scopes, settings);
    }

    /** How people connect: as it says, else the first way to {@code found} that there is. */
    String wayTo(Provider found) {
        return authType == null ? Offer.way(found) : authType;
    }

    String nameOr(String otherwise) {
        return name == null ? otherwise : Input.required("name", name, NAME_CHARS_MAX);
    }

    List<String> scopesOr(List<String> otherwise) {
        return scopes == null ? otherwise : Input.scopes("scopes", scopes);
    }

    /** The settings, with an issuer exactly where the provider is found by one, and with what its addresses need. */
    Settings settingsFor(Provider found, Settings before, boolean development) {
        Settings wanted = settings == null ? before : settings;
        requireRateLimit(wanted.rateLimit());
        requireVersion(found, wanted.apiVersion());
        Settings filled =
                proven(found, wanted).with(Placeholders.values(found, before.placeholders(), wanted.placeholders()));
        String issuer = wanted.issuer();
        if (!found.discovery()) {
            if (issuer != null) {
                throw ProblemException.invalidField("settings.issuer", found.name() + " is not found by its issuer.");
            }
            return filled;
        }
        requireIssuer(Input.required("settings.issuer", issuer, ISSUER_CHARS_MAX), development);
        return filled;
    }

    /** Whoever sends a key wants to prove itself with it, where that is not said otherwise. */
    private Settings proven(Provider found, Settings wanted) {
        boolean key = credentials != null && credentials.hasKey() && wanted.clientAuthentication() == null;
        boolean signsAnyway =
                found.machineGrant(wayTo(found)).filter(MachineGrant::isSigned).isPresent();
        return key && !signsAnyway ? wanted.provenBy(byKey()) : wanted;
    }

    private ClientAuthentication byKey() {
        if (credentials == null || !credentials.hasCertificate()) {
            return ClientAuthentication.PRIVATE_KEY_JWT;
        }
        return credentials.isSelfSigned()
                ? ClientAuthentication.SELF_SIGNED_TLS_CLIENT_AUTH
                : ClientAuthentication.TLS_CLIENT_AUTH;
    }

    static ProblemException unknownProvider() {
        return new ProblemException(ProblemType.UNKNOWN_PROVIDER, "GET /v1/providers lists the providers there are.");
    }

    private static void requireRateLimit(@Nullable Integer perSecond) {
        if (perSecond != null && (perSecond < 1 || perSecond > RATE_LIMIT_MAX)) {
            throw ProblemException.invalidField(
                    "settings.rate_limit", "It is a number of renewals a second, from 1 to " + RATE_LIMIT_MAX + ".");
        }
    }

    private static void requireVersion(Provider found, @Nullable String version) {
        if (version == null) {
            return;
        }
        if (!found.hasVersions()) {
            throw ProblemException.invalidField(
                    "settings.api_version", found.name() + " has no version in a header to choose.");
        }
        if (!VERSION.matcher(version).matches()) {
            throw ProblemException.invalidField(
                    "settings.api_version",
                    "It is a version as the provider writes them: letters, digits, dots and hyphens.");
        }
    }

    /** RFC 8414 §2: https, no query, no fragment. */
    private static void requireIssuer(String issuer, boolean development) {
        try {
            URI uri = new URI(issuer);
            boolean safe = "https".equals(uri.getScheme())
                    || (development && "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
            if (safe
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException _) {
            // As below.
        }
        throw ProblemException.invalidField("settings.issuer", "It is an https URL without user, query and fragment.");
    }

    private static void requireSame(String field, @Nullable String sent, String stored) {
        if (sent != null && !sent.equals(stored)) {
            throw ProblemException.invalidField(field, "It cannot be changed; create another connection.");
        }
    }
}
