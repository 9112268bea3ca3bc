// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ServerMetadata;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a definition leaves out and an issuer's metadata says, or what every provider has. What is written in the definition stays. */
final class Completion {
    private static final String OPENID = "openid";

    private final ObjectNode members;

    Completion(ObjectNode members) {
        this.members = members;
    }

    /** With what {@code metadata} says: endpoints, PKCE, the client's proof, OpenID Connect's identity. */
    Completion by(ServerMetadata metadata) {
        put(members, "issuer", metadata.issuer());
        if (!members.has("iss_parameter")) {
            members.put("iss_parameter", metadata.authorizationResponseIssParameterSupported());
        }
        put(members, "jwks_uri", text(metadata.jwksUri()));
        ObjectNode authorization = object("authorization");
        put(authorization, "endpoint", text(metadata.authorizationEndpoint()));
        put(authorization, "pkce", metadata.supportsPkce() ? "supported" : "none");
        ClientAuthentication style = style(metadata);
        URI pushed = metadata.pushedAuthorizationRequestEndpointFor(style);
        if (pushed != null && !authorization.has("pushed")) {
            authorization
                    .putObject("pushed")
                    .put("endpoint", text(pushed))
                    .put("required", metadata.requirePushedAuthorizationRequests());
        }
        URI device = metadata.deviceAuthorizationEndpointFor(style);
        if (device != null && !authorization.has("device")) {
            authorization.putObject("device").put("endpoint", text(device));
        }
        ObjectNode token = object("token");
        put(token, "endpoint", text(metadata.tokenEndpointFor(style)));
        put(token, "client_authentication", wireName(style));
        URI revocation = metadata.revocationEndpointFor(style);
        if (revocation != null && !members.has("revocation")) {
            object("revocation")
                    .put("endpoint", text(revocation))
                    .put("kind", "token")
                    .put("token", "refresh")
                    .put("authentication", "client")
                    .put("parameter", "token")
                    .put("hint", true);
        }
        if (metadata.userinfoEndpoint() != null && !members.has("identity")) {
            identifyBy(metadata.userinfoEndpoint());
        }
        return this;
    }

    /** The definition's own where it has one that is known. */
    private ClientAuthentication style(ServerMetadata metadata) {
        String written = members.at("/token/client_authentication").asText();
        return Stream.of(ClientAuthentication.values())
                .filter(known -> wireName(known).equals(written))
                .findFirst()
                .orElse(metadata.clientAuthentication());
    }

    private static String wireName(ClientAuthentication style) {
        return style.name().toLowerCase(Locale.ROOT);
    }

    private void identifyBy(URI userinfo) {
        ObjectNode identity = object("identity");
        identity.put("kind", "userinfo").put("endpoint", userinfo.toString());
        identity.putArray("subject").add("/sub");
        identity.put("email", "/email").put("name", "/name");
        if (!members.has("identity_scopes")) {
            members.putArray("identity_scopes").add(OPENID);
            explain();
        }
    }

    private void explain() {
        ArrayNode scopes = members.get("scopes") instanceof ArrayNode known ? known : members.putArray("scopes");
        for (JsonNode scope : scopes) {
            if (scope.path("name").asText().equals(OPENID)) {
                return;
            }
        }
        scopes.addObject().put("name", OPENID).put("description", "Know which account is yours");
    }

    /** With what people read, where nothing was written for them. */
    ObjectNode readable() {
        ObjectNode guide = object("guide");
        if (!guide.has("setup")) {
            guide.putArray("setup").add("Register an application there, and enter the redirect URI of the connection.");
        }
        if (!guide.has("unconfirmed")) {
            guide.putArray("unconfirmed");
        }
        put(guide, "docs", origin());
        return members;
    }

    private @Nullable String origin() {
        for (String place :
                new String[] {"/issuer", "/authorization/endpoint", "/identity/endpoint", "/api/base_url"}) {
            String address = members.at(place).asText();
            if (address.startsWith("https://") && !address.contains("{")) {
                return address.replaceFirst("^(https://[^/?#]+).*", "$1");
            }
        }
        return null;
    }

    private ObjectNode object(String name) {
        return members.get(name) instanceof ObjectNode known ? known : members.putObject(name);
    }

    private static void put(ObjectNode where, String name, @Nullable String value) {
        if (!where.has(name) && value != null) {
            where.put(name, value);
        }
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : Objects.toString(uri);
    }
}
