// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.providers.Api;
import io.agentauth.providers.Initials;
import io.agentauth.providers.Lifetimes;
import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Placeholder.Kind;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.RotationClass;
import io.agentauth.providers.Scope;
import io.agentauth.providers.Slot;
import io.agentauth.providers.StaticCredentials;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider as applications see it.
 *
 * @param logo its initials as an SVG, in a data URL
 * @param category the first of {@code categories}
 * @param variantOf the provider that this is another way to connect to
 * @param available whether this release can connect it
 * @param unavailableReason why not
 * @param requiredScopes asked for whatever the connection names
 * @param needsIssuer whether a connection's settings name an issuer
 * @param placeholders what a connection's {@code settings.placeholders} have, by name
 * @param credentials what a person enters where there is no consent
 * @param accountParameters what an account has in its {@code parameters} where nobody consents, by {@code auth_type}
 * @param clientAuthentications how a client may prove itself, the usual way first
 * @param redirectUri how a connection's redirect URI looks; each connection has its own, which is in its answer
 * @param revocation what a revocation ends there
 * @param setup how to register an application there, step by step
 * @param notes what surprises
 * @param unconfirmed what of all this is not confirmed
 * @param managed whether the operator has an app there that connections may use
 * @param custom whether it is the environment's own
 * @param version of one's own, which goes up with each change
 * @param definition of one's own: what was sent and discovered
 * @param dryRun what it would do, where that was asked for instead of storing it
 */
public record ProviderView(
        String id,
        String name,
        String logo,
        String category,
        List<String> categories,
        @Nullable String variantOf,
        List<String> authTypes,
        boolean available,
        @Nullable String unavailableReason,
        List<Scope> scopes,
        List<String> defaultScopes,
        List<String> requiredScopes,
        List<String> slots,
        boolean needsIssuer,
        Map<String, Asked> placeholders,
        List<StaticCredentials.Field> credentials,
        Map<String, List<StaticCredentials.Field>> accountParameters,
        List<ClientAuthentication> clientAuthentications,
        String redirectUri,
        Life lifetimes,
        RotationClass rotationClass,
        Ends revocation,
        @Nullable Api api,
        List<String> setup,
        @Nullable URI docs,
        Map<String, URI> links,
        List<String> notes,
        List<String> unconfirmed,
        boolean managed,
        boolean custom,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long version,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> definition,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Rehearsal dryRun) {
    /** What a provider ends when it is asked to. */
    public enum Ends {
        /** Nothing: it cannot be asked. */
        @JsonProperty("none")
        NONE,
        @JsonProperty("access_token")
        ACCESS_TOKEN,
        @JsonProperty("token")
        TOKEN,
        @JsonProperty("grant")
        GRANT
    }

    /** A placeholder that an application fills. */
    public record Asked(
            Kind kind,
            String label,
            @Nullable String description,
            @JsonProperty("default") @Nullable String usual,
            List<String> values,
            List<String> within) {
        static Asked of(Placeholder placeholder) {
            return new Asked(
                    placeholder.kind(),
                    placeholder.label(),
                    placeholder.description(),
                    placeholder.initial(),
                    placeholder.values(),
                    placeholder.within());
        }
    }

    /** How long things live by the provider's documents, in seconds; null is "not said". */
    public record Life(
            @Nullable Integer code,
            @Nullable Integer accessToken,
            @Nullable Integer refreshToken,
            @Nullable Integer idle,
            @Nullable Integer grant) {
        static Life of(Provider provider) {
            Lifetimes said = provider.token().lifetimes();
            return new Life(
                    said.codeSeconds(),
                    said.accessTokenSeconds(),
                    said.refreshTokenSeconds(),
                    provider.refresh().idleLimitSeconds(),
                    said.grantSeconds());
        }
    }

    static ProviderView of(Provider provider, String redirectUri, boolean managed) {
        return of(provider, redirectUri, new Extra(managed, null, null, null));
    }

    /** One of an environment's own. */
    public static ProviderView of(CustomProvider own, String redirectUri) {
        return of(
                own.provider(),
                redirectUri,
                new Extra(false, own.version(), own.sheet().asMap(), null));
    }

    /** One that would be stored. */
    public static ProviderView rehearsed(CustomProvider own, String redirectUri, Rehearsal dryRun) {
        return of(
                own.provider(),
                redirectUri,
                new Extra(false, own.version(), own.sheet().asMap(), dryRun));
    }

    private record Extra(
            boolean managed,
            @Nullable Long version,
            @Nullable Map<String, Object> definition,
            @Nullable Rehearsal dryRun) {}

    private static ProviderView of(Provider provider, String redirectUri, Extra extra) {
        String lack = Offer.lack(provider).orElse(null);
        StaticCredentials credentials = provider.credentials();
        return new ProviderView(
                provider.id(),
                provider.name(),
                Initials.dataUrl(provider),
                provider.category(),
                provider.categories(),
                provider.variantOf(),
                provider.authTypes(),
                lack == null,
                lack,
                provider.scopes(),
                provider.defaultScopes(),
                provider.requiredScopes(),
                provider.slots().stream().map(Slot::name).toList(),
                provider.discovery(),
                asked(provider),
                credentials == null ? List.of() : credentials.fields(),
                parameters(provider),
                proofs(provider),
                redirectUri,
                Life.of(provider),
                provider.rotation().rotationClass(),
                revocation(provider.revocation()),
                provider.api(),
                provider.guide().setup(),
                provider.guide().docs(),
                provider.guide().links(),
                provider.guide().notes(),
                provider.guide().unconfirmed(),
                extra.managed(),
                provider.isCustom(),
                extra.version(),
                extra.definition(),
                extra.dryRun());
    }

    private static Map<String, List<StaticCredentials.Field>> parameters(Provider provider) {
        Map<String, List<StaticCredentials.Field>> parameters = new java.util.TreeMap<>();
        provider.machine().forEach((type, way) -> parameters.put(type, way.fields()));
        return parameters;
    }

    /** None where there is no token endpoint, or its metadata will say. */
    private static List<ClientAuthentication> proofs(Provider provider) {
        return provider.token().endpoint() == null
                ? List.of()
                : Stream.concat(
                                Stream.of(provider.token().clientAuthentication()),
                                provider.token().otherClientAuthentications().stream())
                        .toList();
    }

    private static Map<String, Asked> asked(Provider provider) {
        Map<String, Asked> asked = new java.util.TreeMap<>();
        provider.placeholders().forEach((name, placeholder) -> {
            if (placeholder.isAsked()) {
                asked.put(name, Asked.of(placeholder));
            }
        });
        return asked;
    }

    private static Ends revocation(@Nullable Revocation revocation) {
        return revocation == null
                ? Ends.NONE
                : switch (revocation.kind()) {
                    case ACCESS_TOKEN -> Ends.ACCESS_TOKEN;
                    case TOKEN -> Ends.TOKEN;
                    case GRANT -> Ends.GRANT;
                };
    }
}
