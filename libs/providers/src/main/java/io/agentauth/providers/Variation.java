// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ErrorRules;
import io.agentauth.oauth.ServerMetadata;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A provider that differs from one in the catalogue in some things, while it is made. */
final class Variation {
    private final Provider from;
    private Authorization authorization;
    private Token token;
    private List<Slot> slots;
    private @Nullable Revocation revocation;
    private @Nullable Identity identity;
    private Rotation rotation;
    private ErrorRules errors;
    private @Nullable String issuer;
    private boolean issParameter;
    private @Nullable URI jwksUri;
    private List<String> identityScopes;
    private @Nullable Api api;
    private @Nullable Sites sites;
    private @Nullable OAuth1 oauth1;
    private Map<String, MachineGrant> machine;
    private Guide guide;

    Variation(Provider from) {
        this.from = from;
        authorization = from.authorization();
        token = from.token();
        slots = from.slots();
        revocation = from.revocation();
        identity = from.identity();
        rotation = from.rotation();
        errors = from.errors();
        issuer = from.issuer();
        issParameter = from.issParameter();
        jwksUri = from.jwksUri();
        identityScopes = from.identityScopes();
        api = from.api();
        sites = from.sites();
        oauth1 = from.oauth1();
        machine = from.machine();
        guide = from.guide();
    }

    Variation resolvedBy(ServerMetadata metadata, @Nullable ClientAuthentication wished) {
        ClientAuthentication style = wished == null ? metadata.clientAuthentication() : wished;
        URI revoked = metadata.revocationEndpointFor(style);
        URI userinfo = metadata.userinfoEndpoint();
        PkceSupport pkce = metadata.supportsPkce() ? PkceSupport.SUPPORTED : PkceSupport.NONE;
        authorization = authorization.at(
                metadata.authorizationEndpoint(), pkce, pushed(metadata, style), device(metadata, style));
        token = token.at(metadata.tokenEndpointFor(style), metadata.clientAuthentication());
        revocation = revocation == null || revoked == null ? null : revocation.at(revoked);
        identity = identity == null || userinfo == null ? null : identity.at(userinfo);
        issuer = metadata.issuer();
        issParameter = metadata.authorizationResponseIssParameterSupported();
        jwksUri = metadata.jwksUri();
        return this;
    }

    private static Authorization.@Nullable Pushed pushed(ServerMetadata metadata, ClientAuthentication style) {
        URI endpoint = metadata.pushedAuthorizationRequestEndpointFor(style);
        return endpoint == null
                ? null
                : new Authorization.Pushed(UrlTemplate.of(endpoint), metadata.requirePushedAuthorizationRequests());
    }

    private static Authorization.@Nullable Device device(ServerMetadata metadata, ClientAuthentication style) {
        URI endpoint = metadata.deviceAuthorizationEndpointFor(style);
        return endpoint == null ? null : new Authorization.Device(UrlTemplate.of(endpoint));
    }

    Variation filledWith(Map<String, String> values) {
        Map<String, MachineGrant> ways = new TreeMap<>();
        machine.forEach((type, way) -> ways.put(type, way.filledWith(values)));
        machine = ways;
        authorization = authorization.filledWith(values);
        token = token.filledWith(values);
        revocation = revocation == null ? null : revocation.filledWith(values);
        identity = identity == null ? null : identity.filledWith(values);
        api = api == null ? null : api.filledWith(values);
        sites = sites == null ? null : sites.filledWith(values);
        oauth1 = oauth1 == null ? null : oauth1.filledWith(values);
        return this;
    }

    Variation provenBy(ClientAuthentication style) {
        token = token.provenBy(style);
        return this;
    }

    /** Wherever the version of the API is said. */
    Variation atVersion(String header, String version) {
        identity = identity == null ? null : identity.atVersion(header, version);
        revocation = revocation == null ? null : revocation.atVersion(header, version);
        api = api == null ? null : api.atVersion(header, version);
        return this;
    }

    Variation bound() {
        token = token.bound();
        return this;
    }

    Variation by(String authType, MachineGrant way) {
        token = token.by(way);
        slots = List.of(slots.getFirst());
        // Of a key no other endpoint than its own shall be proved anything with.
        revocation = way.revocation() == null && !way.isSigned() ? revocation : way.revocation();
        identity = way.identity();
        rotation = rotation.as(RotationClass.N);
        errors = way.errors() == null ? errors : way.errors();
        identityScopes = List.of();
        machine = Map.of(authType, way);
        sites = null;
        return this;
    }

    Variation as(@Nullable RotationClass rotationClass, boolean identified) {
        rotation = rotation.as(rotationClass);
        if (!identified) {
            identity = null;
            identityScopes = List.of();
        }
        guide = Guide.NONE;
        return this;
    }

    Provider made() {
        return new Provider(
                from.id(),
                from.name(),
                from.category(),
                from.otherCategories(),
                from.variantOf(),
                from.authTypes(),
                from.requires(),
                from.placeholders(),
                authorization,
                token,
                slots,
                revocation,
                identity,
                rotation,
                errors,
                from.refresh(),
                from.discovery(),
                issuer,
                issParameter,
                jwksUri,
                from.defaultScopes(),
                identityScopes,
                from.requiredScopes(),
                from.scopeCovers(),
                from.scopes(),
                api,
                oauth1,
                machine,
                from.facts(),
                sites,
                from.credentials(),
                guide);
    }
}
