// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.HttpRequest;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.oauth.SlotShape;
import io.agentauth.oauth.TokenEndpoint;
import io.agentauth.oauth.TokenPointers;
import io.agentauth.oauth.TokenShape;
import io.agentauth.oauth.TooManyCalls;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A third-party service and how it speaks OAuth. It is a file in the catalogue and, resolved, a member of a connection.
 *
 * @param id the catalogue's name for it, for example {@code gmail}
 * @param name its own name, for people
 * @param category what it is for first of all; {@code testing} is listed in development only
 * @param otherCategories what else it is for
 * @param variantOf the provider that this is another way to connect to; null for most
 * @param authTypes how one can connect
 * @param requires what the flow needs beyond its {@code auth_type}
 * @param placeholders what its addresses have in braces, by name
 * @param authorization the authorization endpoint
 * @param token the token endpoint and its answers
 * @param slots the tokens that an account may hold; the first is the default
 * @param revocation how a grant is ended; null where the provider has no way
 * @param identity who an account is; null where the provider does not tell
 * @param rotation what becomes of a used refresh token
 * @param errors what its errors mean
 * @param refresh what is known about refreshing
 * @param discovery whether the endpoints come from the metadata of the connection's {@code issuer}
 * @param issuer its issuer identifier, where it has one
 * @param issParameter whether every authorization answer carries {@code iss} (RFC 9207)
 * @param jwksUri where the keys of its ID tokens are
 * @param defaultScopes asked for when the connection names none
 * @param identityScopes always asked for as well, so that the account can be told
 * @param requiredScopes always asked for as well, so that a grant lasts or a token fits; answers need not list them
 * @param scopeCovers what a granted scope includes, for comparing what was asked with what was granted
 * @param scopes worth offering
 * @param api how its API is called; null where nothing is known
 * @param oauth1 the endpoints of {@code oauth1}
 * @param machine how tokens are asked for where nobody consents, by {@code auth_type}
 * @param facts what it tells of an account beside the token
 * @param sites how it lists what a consent is good for; null where a token says that itself
 * @param credentials what a person enters, for {@code api_key}, {@code basic}, {@code bearer} and {@code custom}
 * @param guide what people read
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Provider(
        String id,
        String name,
        String category,
        List<String> otherCategories,
        @Nullable String variantOf,
        List<String> authTypes,
        List<Ability> requires,
        Map<String, Placeholder> placeholders,
        Authorization authorization,
        Token token,
        List<Slot> slots,
        @Nullable Revocation revocation,
        @Nullable Identity identity,
        Rotation rotation,
        ErrorRules errors,
        Refresh refresh,
        boolean discovery,
        @Nullable String issuer,
        boolean issParameter,
        @Nullable URI jwksUri,
        List<String> defaultScopes,
        List<String> identityScopes,
        List<String> requiredScopes,
        Map<String, List<String>> scopeCovers,
        List<Scope> scopes,
        @Nullable Api api,
        @Nullable OAuth1 oauth1,
        Map<String, MachineGrant> machine,
        Facts facts,
        @Nullable Sites sites,
        @Nullable StaticCredentials credentials,
        Guide guide) {
    /** What the ids of providers that are not the catalogue's begin with. */
    public static final String CUSTOM = "custom-";

    public Provider {
        otherCategories = list(otherCategories);
        authTypes = list(authTypes);
        requires = list(requires);
        placeholders = placeholders == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(placeholders));
        authorization = Objects.requireNonNullElse(authorization, Authorization.NONE);
        token = Objects.requireNonNullElse(token, Token.NONE);
        slots = slots == null || slots.isEmpty() ? List.of(Slot.DEFAULT) : List.copyOf(slots);
        rotation = Objects.requireNonNullElse(rotation, Rotation.UNKNOWN);
        errors = Objects.requireNonNullElse(errors, ErrorRules.NONE);
        refresh = Objects.requireNonNullElse(refresh, Refresh.USUAL);
        defaultScopes = list(defaultScopes);
        identityScopes = list(identityScopes);
        requiredScopes = list(requiredScopes);
        scopeCovers = scopeCovers == null ? Map.of() : Map.copyOf(scopeCovers);
        scopes = list(scopes);
        machine = machine == null ? Map.of() : Map.copyOf(machine);
        facts = Objects.requireNonNullElse(facts, Facts.NONE);
        guide = Objects.requireNonNullElse(guide, Guide.NONE);
    }

    private static <T> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    /** Whether it is there for tests and trying out only. */
    @JsonIgnore
    public boolean isForTesting() {
        return category.equals("testing");
    }

    /** Whether it is an application's own, and not the catalogue's. */
    @JsonIgnore
    public boolean isCustom() {
        return id.startsWith(CUSTOM);
    }

    /** Whether its endpoints are still to be discovered or filled in, or there are none. */
    @JsonIgnore
    public boolean isUnresolved() {
        return authorization.uri() == null || token.uri() == null || token.refreshUri() == null;
    }

    /** All its categories, the first one first. */
    @JsonIgnore
    public List<String> categories() {
        return Stream.concat(Stream.of(category), otherCategories.stream()).toList();
    }

    /** How it refuses too many calls, at any of its addresses. */
    public TooManyCalls tooManyCalls() {
        return api == null || api.rateLimit() == null
                ? TooManyCalls.STANDARD
                : api.rateLimit().tooMany();
    }

    /** What a person enters, which may be nothing. */
    public StaticCredentials staticCredentials() {
        return Objects.requireNonNullElse(credentials, StaticCredentials.NONE);
    }

    /** The slot that is meant when none is named. */
    public Slot defaultSlot() {
        return slots.getFirst();
    }

    /** The slot of that name. */
    public Optional<Slot> findSlot(String name) {
        return slots.stream().filter(slot -> slot.name().equals(name)).findFirst();
    }

    /**
     * The token endpoint, for building requests.
     *
     * @throws IllegalStateException if it {@link #isUnresolved}
     */
    public TokenEndpoint tokenEndpoint() {
        URI uri = token.uri();
        URI refreshUri = token.refreshUri();
        if (uri == null || refreshUri == null) {
            throw new IllegalStateException("the endpoints of " + id + " are not known");
        }
        return new TokenEndpoint(
                uri,
                refreshUri,
                token.clientAuthentication(),
                token.body(),
                token.names(),
                token.headers(),
                token.codeParameters(),
                token.refreshParameters());
    }

    /** How a token is asked for where nobody consents; empty where people do. Of a provider as it is {@link #connectedBy}. */
    public Optional<MachineGrant> machineGrant(String authType) {
        return Optional.ofNullable(machine.get(authType));
    }

    /**
     * Asks for a token by {@code way}.
     *
     * @param fields what the account has in the way's
     * @throws IllegalStateException if the address is not known
     */
    public HttpRequest machineRequest(MachineGrant way, Client client, Map<String, String> fields, List<String> asked) {
        String joined = String.join(authorization.scopeSeparator(), asked);
        return way.request(token, client, new MachineGrant.Asked(fields, joined), Instant.now());
    }

    /** Whom the assertions of a client are for; null where that is not known. */
    public @Nullable String assertionAudience() {
        return switch (token.assertionAudience()) {
            case ISSUER -> issuer;
            case TOKEN_ENDPOINT -> token.uri() == null ? null : token.uri().toString();
        };
    }

    /** How the answer to a code looks: every slot, each where it says. */
    public TokenShape answerToCode() {
        return shape(slots.stream()
                .map(slot -> shape(slot, Objects.requireNonNullElse(slot.pointers(), token.pointers())))
                .toList());
    }

    /** How the answer to {@code slot}'s refresh token looks: that slot alone, in the plain place. */
    public TokenShape answerToRefresh(String slot) {
        Slot refreshed =
                findSlot(slot).orElseThrow(() -> new IllegalArgumentException("no slot " + slot + " in " + id));
        return shape(List.of(shape(refreshed, token.pointers())));
    }

    private TokenShape shape(List<SlotShape> shapes) {
        Integer life = token.lifetimes().accessTokenSeconds();
        return new TokenShape(
                shapes,
                token.success(),
                token.error(),
                token.errorDescription(),
                token.lifetimes().zeroMeansNever(),
                token.lifetimes().inToken(),
                life == null ? null : Duration.ofSeconds(life),
                facts.pointers());
    }

    private static SlotShape shape(Slot slot, TokenPointers pointers) {
        return new SlotShape(slot.name(), pointers, slot.scopePrefix());
    }

    /**
     * The parameters of the authorization request that ask for {@code asked} and the {@link #requiredScopes}, each scope with its slot's, joined as the provider wants. A scope
     * belongs to the slot whose prefix it has, else to the first slot.
     */
    public Map<String, String> scopeParameters(Collection<String> asked) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>(asked);
        all.addAll(requiredScopes);
        for (String scope : all) {
            Slot slot = slots.stream()
                    .filter(candidate ->
                            !candidate.scopePrefix().isEmpty() && scope.startsWith(candidate.scopePrefix()))
                    .findFirst()
                    .orElse(defaultSlot());
            parameters.merge(
                    slot.scopeParameter(),
                    scope.substring(slot.scopePrefix().length()),
                    (before, more) -> before + authorization.scopeSeparator() + more);
        }
        return parameters;
    }

    /** Those of {@code asked} that {@code granted} does not include, also not under another name. */
    public Set<String> missingScopes(Collection<String> asked, Collection<String> granted) {
        Set<String> missing = new LinkedHashSet<>(asked);
        for (String scope : granted) {
            missing.remove(scope);
            scopeCovers.getOrDefault(scope, List.of()).forEach(missing::remove);
        }
        return missing;
    }

    /**
     * {@code told}, and as {@link Facts#API_BASE_URL} where the API of such an account is, if that follows from it. What is told stands in that
     * address as a host or as one segment, never as more.
     */
    public Map<String, String> known(Map<String, String> told) {
        Map<String, String> known = new TreeMap<>(told);
        UrlTemplate template = api == null ? null : api.baseUrl();
        URI address = template == null ? null : template.filledWith(told).uri();
        if (address != null) {
            known.put(Facts.API_BASE_URL, address.toString());
        }
        return known;
    }

    /**
     * The same provider with the endpoints that {@code metadata} names: what it publishes wins over what is written in the catalogue.
     *
     * @param style how clients prove themselves, where that is not the metadata's choice: who shows a certificate may have endpoints of their own
     */
    public Provider resolvedBy(ServerMetadata metadata, @Nullable ClientAuthentication style) {
        return new Variation(this).resolvedBy(metadata, style).made();
    }

    /** The same provider with {@code values} in its addresses, by the names of its {@link #placeholders}. */
    public Provider filledWith(Map<String, String> values) {
        return new Variation(this).filledWith(values).made();
    }

    /** What its placeholders stand for where nobody says otherwise. */
    public Map<String, String> usualValues() {
        Map<String, String> usual = new TreeMap<>();
        placeholders.forEach((name, placeholder) -> {
            if (placeholder.initial() != null) {
                usual.put(name, placeholder.initial());
            }
        });
        return usual;
    }

    /** The same provider where clients prove themselves by {@code style}, which it takes; null: as it is. */
    public Provider provenBy(@Nullable ClientAuthentication style) {
        return style == null ? this : new Variation(this).provenBy(style).made();
    }

    /** The same provider where tokens are bound to keys, if {@code wanted}; else as it is. */
    public Provider boundIf(boolean wanted) {
        return wanted ? new Variation(this).bound().made() : this;
    }

    /** Whether a connection may choose the version of its API. */
    @JsonIgnore
    public boolean hasVersions() {
        return api != null && api.versionHeader() != null;
    }

    /** The same provider where its API is asked in {@code version}, which it {@link #hasVersions has}; null: in the catalogue's. */
    public Provider atVersion(@Nullable String version) {
        String header = api == null ? null : api.versionHeader();
        return version == null || header == null
                ? this
                : new Variation(this).atVersion(header, version).made();
    }

    /**
     * The same provider as it is where nobody consents, if {@code authType} is such a way: its tokens are asked for again when they end, which
     * uses nothing up. For any other way it is as it is.
     */
    public Provider connectedBy(String authType) {
        MachineGrant way = machine.get(authType);
        return way == null ? this : new Variation(this).by(authType, way).made();
    }

    /**
     * The same provider as one connection uses it: without what is there for people to read.
     *
     * @param rotationClass what its operator knows better than the catalogue, or null
     * @param identified whether accounts are told apart by asking the provider; if not, it is neither asked nor given scopes for it
     */
    public Provider as(@Nullable RotationClass rotationClass, boolean identified) {
        return new Variation(this).as(rotationClass, identified).made();
    }
}
