// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finding a server's endpoints by its issuer identifier. */
public final class Discovery {
    private static final int VALUES_MAX = 500;
    private static final String DEVICE_AUTHORIZATION = "device_authorization_endpoint";

    private Discovery() {}

    /**
     * Where the metadata may be, in the order to try: OpenID Connect's own place, which most have, then RFC 8414's.
     *
     * @throws MetadataInvalid if {@code issuer} is no issuer identifier
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3.1">RFC 8414 §3.1</a>
     * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID Connect Discovery §4</a>
     */
    public static List<URI> places(String issuer) {
        URI uri = issuerUri(issuer);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        return List.of(
                URI.create(origin + path + "/.well-known/openid-configuration"),
                URI.create(origin + "/.well-known/oauth-authorization-server" + path));
    }

    /**
     * The metadata in {@code answer}, which must be {@code issuer}'s own. Endpoints that are no absolute {@code https} URLs are refused; where
     * they lead is checked by whoever calls them. Plain {@code http} is accepted where the issuer itself is: that is for loopback in
     * development, and whoever allows such an issuer has decided it.
     *
     * @throws MetadataInvalid with what is wrong
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3.3">RFC 8414 §3.3: the issuer must be identical</a>
     */
    public static ServerMetadata read(HttpAnswer answer, String issuer) {
        if (answer.status() != 200) {
            throw new MetadataInvalid("status " + answer.status());
        }
        JsonNode members = AnswerBody.read(answer).orElseThrow(() -> new MetadataInvalid("it is no JSON object"));
        String said = members.path("issuer").asText("");
        if (!said.equals(issuer)) {
            throw new MetadataInvalid("its issuer is another");
        }
        Endpoints endpoints =
                new Endpoints(members, issuerUri(issuer).getScheme().equals("http"));
        return new ServerMetadata(
                said,
                endpoints.require("authorization_endpoint"),
                endpoints.require("token_endpoint"),
                endpoints.find("revocation_endpoint"),
                endpoints.find("introspection_endpoint"),
                endpoints.find("userinfo_endpoint"),
                endpoints.find("jwks_uri"),
                texts(members, "code_challenge_methods_supported"),
                texts(members, "token_endpoint_auth_methods_supported"),
                members.path("authorization_response_iss_parameter_supported").asBoolean(false),
                texts(members, "scopes_supported"),
                endpoints.find("pushed_authorization_request_endpoint"),
                members.path("require_pushed_authorization_requests").asBoolean(false),
                texts(members, "dpop_signing_alg_values_supported"),
                endpoints.aliases(),
                endpoints.find(DEVICE_AUTHORIZATION));
    }

    /** RFC 8414 §2: an https URL without query and fragment. */
    private static URI issuerUri(String issuer) {
        URI uri = absolute("issuer", issuer, true);
        if (uri.getRawQuery() != null) {
            throw new MetadataInvalid("issuer has a query");
        }
        return uri;
    }

    private static List<String> texts(JsonNode members, String name) {
        return StreamSupport.stream(members.path(name).spliterator(), false)
                .filter(JsonNode::isTextual)
                .limit(VALUES_MAX)
                .map(JsonNode::asText)
                .toList();
    }

    private static URI absolute(String name, String text, boolean plainAllowed) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new MetadataInvalid(name + " is no URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean schemeAllowed = scheme.equals("https") || (plainAllowed && scheme.equals("http"));
        if (!schemeAllowed || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new MetadataInvalid(name + " is no https URL");
        }
        return uri;
    }

    private record Endpoints(JsonNode members, boolean plainAllowed) {
        /** RFC 8705 §5: none where there is no such object. */
        ServerMetadata.@Nullable Aliases aliases() {
            JsonNode said = members.path("mtls_endpoint_aliases");
            Endpoints of = new Endpoints(said, plainAllowed);
            return said.isObject()
                    ? new ServerMetadata.Aliases(
                            of.find("token_endpoint"),
                            of.find("revocation_endpoint"),
                            of.find("pushed_authorization_request_endpoint"),
                            of.find(DEVICE_AUTHORIZATION))
                    : null;
        }

        URI require(String name) {
            URI uri = find(name);
            if (uri == null) {
                throw new MetadataInvalid("there is no " + name);
            }
            return uri;
        }

        @Nullable
        URI find(String name) {
            String text = members.path(name).asText("");
            return text.isEmpty() ? null : absolute(name, text, plainAllowed);
        }
    }

    /** The metadata cannot be used. Its message is for people and quotes nothing that the server said. */
    public static final class MetadataInvalid extends RuntimeException {
        MetadataInvalid(String message) {
            super(message);
        }
    }
}
