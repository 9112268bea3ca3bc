// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.connection;

import io.agentauth.ids.ConnectionId;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.OAuth1;
import io.agentauth.providers.Provider;
import io.agentauth.vault.Place;
import io.agentauth.vault.Sealed;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection as this service knows it.
 *
 * @param environmentId whose it is
 * @param connectionId its id
 * @param version the owner's version of it; higher is newer
 * @param view what its owner says
 * @param clientSecret sealed anew for this service; null for a public client. {@link Connections#clientSecret} opens it.
 * @param suspendedReason why the provider refuses the connection; null: it does not
 * @param previous the secret that requests are made with while {@code clientSecret} has not proved itself; null: it has, or there was none
 */
public record ConnectionCopy(
        EnvironmentId environmentId,
        ConnectionId connectionId,
        long version,
        ConnectionView view,
        @Nullable Sealed clientSecret,
        @Nullable String suspendedReason,
        @Nullable Previous previous) {
    private static final String OAUTH1 = "oauth1";
    private static final UUID NO_ENVIRONMENT = new UUID(0, 0);

    /**
     * A secret that was replaced.
     *
     * @param credentialsVersion what its seal is bound to
     * @param until when it ends to be used; null: a whole overlap from now on
     */
    record Previous(Sealed secret, long credentialsVersion, @Nullable Instant until) {}

    /** What was asked for, else what the connection asks for, else the provider's default; and what tells whose account it is. */
    public List<String> scopesOf(List<String> asked) {
        List<String> chosen = asked.isEmpty() ? view.scopes() : asked;
        Set<String> scopes = new LinkedHashSet<>(chosen.isEmpty() ? provider().defaultScopes() : chosen);
        scopes.addAll(provider().identityScopes());
        return List.copyOf(scopes);
    }

    /** How many calls a second may be made with it, where its application says so. */
    public OptionalInt callsPerSecond() {
        return view.settings().get("rate_limit") instanceof Number number
                ? OptionalInt.of(Math.max(1, number.intValue()))
                : OptionalInt.empty();
    }

    /** Whether its client is the operator's, which connections of other environments use as well. */
    public boolean isManaged() {
        return view.isManaged();
    }

    /** What the provider is told that people come back to: the redirect URI, or what it knows it by. */
    public URI redirectUri() {
        return provider().authorization().redirect(URI.create(view.redirectUri()));
    }

    /** How its provider speaks, with every endpoint filled in. */
    public Provider provider() {
        return view.definition();
    }

    /** The provider's id, as it is in events. */
    public String providerId() {
        return view.provider();
    }

    /** The application's id at the provider. */
    public String clientId() {
        return view.clientId();
    }

    /** How a token is asked for where nobody consents; empty where people do. */
    public Optional<MachineGrant> machine() {
        String type = view.authType();
        return type == null ? Optional.empty() : provider().machineGrant(type);
    }

    /** Whether what a person consents to is bound to a key (RFC 9449). */
    public boolean isBound() {
        return provider().token().dpop() && machine().isEmpty() && oauth1().isEmpty();
    }

    /** The steps of OAuth 1.0a; empty where another protocol is spoken. */
    public Optional<OAuth1> oauth1() {
        return OAUTH1.equals(view.authType()) ? Optional.ofNullable(provider().oauth1()) : Optional.empty();
    }

    /**
     * Where what a person comes back with is exchanged.
     *
     * @throws IllegalStateException if it is not known
     */
    public URI exchangeUri() {
        return oauth1().map(OAuth1::accessTokenUri)
                .orElseGet(() -> provider().tokenEndpoint().uri());
    }

    /** Whether the provider refuses the connection itself. */
    public boolean isSuspended() {
        return suspendedReason != null;
    }

    /** Whether its owner deleted it. */
    public boolean isDeleted() {
        return view.deleted();
    }

    /** The same with a secret. */
    ConnectionCopy with(Sealed secret) {
        return new ConnectionCopy(environmentId, connectionId, version, view, secret, suspendedReason, null);
    }

    /** Whether a new secret has yet to prove itself. */
    public boolean isOnTrial() {
        return previous != null;
    }

    /** The same with the new secret alone. */
    public ConnectionCopy withoutPrevious() {
        return new ConnectionCopy(environmentId, connectionId, version, view, clientSecret, suspendedReason, null);
    }

    /** The same as it is used after {@code before}, of an earlier version: another secret of the same client, shown in the same way, is on trial. */
    ConnectionCopy after(ConnectionCopy before) {
        Sealed replaced = before.clientSecret();
        if (clientSecret == null || replaced == null || before.isSuspended() || !isSameClient(before)) {
            return this;
        }
        boolean isNew = view.credentialsVersion() > before.view().credentialsVersion();
        Previous now = before.previous() == null && isNew
                ? new Previous(replaced, before.view().credentialsVersion(), null)
                : before.previous();
        return new ConnectionCopy(environmentId, connectionId, version, view, clientSecret, suspendedReason, now);
    }

    private boolean isSameClient(ConnectionCopy before) {
        return !isDeleted()
                && clientId().equals(before.clientId())
                && provider().token().clientAuthentication()
                        == before.provider().token().clientAuthentication();
    }

    /** The same as its owner deleted it. */
    ConnectionCopy deletedAt(long deletingVersion) {
        return new ConnectionCopy(
                environmentId, connectionId, deletingVersion, view.deletedAt(deletingVersion), null, null, null);
    }

    /** Where this service's copy of the secret is sealed to. */
    Place secretPlace() {
        return place(environmentId.value(), connectionId.value(), "client_secret_copy");
    }

    /** Where the secret before it is sealed to. */
    Place previousPlace(Previous secret) {
        return new Place(
                environmentId.value(), connectionId.value(), "-", "client_secret_copy", 0, secret.credentialsVersion());
    }

    /** Where connection-service seals the secret to: a managed app's is of no environment and no connection. */
    Place secretPlaceOfOwner() {
        UUID app = view.managedAppId();
        return app == null
                ? place(environmentId.value(), connectionId.value(), "client_secret")
                : place(NO_ENVIRONMENT, app, "client_secret");
    }

    private Place place(UUID environment, UUID owner, String field) {
        return new Place(environment, owner, "-", field, 0, view.credentialsVersion());
    }
}
