// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.providers.MachineGrant;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.StaticCredentials.Field;
import io.agentauth.providers.UrlTemplate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Where nobody consents, it is said how a token is asked for, and each field of an account goes somewhere. */
final class MachineRules {
    private static final Set<String> KNOWN = Set.of("client_id", "scopes");

    private static final Set<Revocation.Authentication> KEYLESS =
            Set.of(Revocation.Authentication.BEARER, Revocation.Authentication.NONE);

    private MachineRules() {}

    static void check(Provider provider, Notes notes) {
        Set<String> types = new HashSet<>(provider.authTypes());
        types.retainAll(MachineGrant.AUTH_TYPES);
        notes.require(
                types.equals(provider.machine().keySet()),
                "/machine",
                "It has the auth_types oauth2_client_credentials and jwt_bearer, if they are there, and no other.");
        provider.machine().forEach((type, way) -> check(provider, type, way, notes));
    }

    private static void check(Provider provider, String type, MachineGrant way, Notes notes) {
        String field = "/machine/" + type;
        notes.require(
                type.equals(MachineGrant.JWT_BEARER) == way.isSigned(),
                field + "/assertion",
                "It goes with the auth_type jwt_bearer.");
        notes.require(
                way.endpoint() != null || provider.token().endpoint() != null || provider.discovery(),
                field + "/endpoint",
                "There is no token endpoint either.");
        notes.require(
                way.scope() != MachineGrant.ScopePlace.CLAIM
                        || (way.assertion() != null && way.assertion().claims().containsValue("{scopes}")),
                field + "/scope",
                "No claim has {scopes}.");
        Revocation revocation = way.revocation();
        notes.require(
                !way.isSigned() || revocation == null || KEYLESS.contains(revocation.authentication()),
                field + "/revocation/authentication",
                "Where a key signs there is no secret: it is bearer or none.");
        checkFields(provider, field, way, notes);
    }

    private static void checkFields(Provider provider, String place, MachineGrant way, Notes notes) {
        Set<String> used = new HashSet<>();
        templates(way).forEach(template -> used.addAll(new UrlTemplate(template).names()));
        Set<String> names = new HashSet<>();
        for (Field field : way.fields()) {
            notes.require(
                    names.add(field.name()) && !KNOWN.contains(field.name()),
                    place + "/fields",
                    field.name() + " is there twice, or means something else.");
            notes.require(used.contains(field.name()), place + "/fields", field.name() + " goes nowhere.");
            notes.require(
                    field.isPublic(),
                    place + "/fields",
                    field.name() + " is public: it says whom a token is for, and is no secret.");
            CredentialRules.checkPattern(place + "/fields", field, notes);
        }
        used.removeAll(names);
        used.removeAll(KNOWN);
        used.removeAll(provider.placeholders().keySet());
        notes.require(used.isEmpty(), place, used + " are not among the fields.");
    }

    private static Stream<String> templates(MachineGrant way) {
        return Stream.of(
                        way.parameters().values().stream(),
                        way.assertion() == null
                                ? Stream.<String>empty()
                                : Stream.of(way.assertion().claims())
                                        .map(Map::values)
                                        .flatMap(Collection::stream),
                        Stream.ofNullable(way.endpoint()).map(UrlTemplate::value))
                .flatMap(texts -> texts);
    }
}
