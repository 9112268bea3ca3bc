// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import java.util.Map;
import java.util.Set;

/** An OpenID Connect issuer on the emulator's own address: {@code {base}/oidc/{name}}. */
final class OpenIdIssuer extends Profile {
    private final String base;

    OpenIdIssuer(String base, String name) {
        super(new Facts(
                "oidc/" + name,
                base + "/oidc/" + name,
                Map.of(
                        "authorize", Endpoint.AUTHORIZE,
                        "token", Endpoint.TOKEN,
                        "revoke", Endpoint.REVOKE,
                        "introspect", Endpoint.INTROSPECT,
                        "userinfo", Endpoint.IDENTITY,
                        "api/me", Endpoint.IDENTITY,
                        "jwks", Endpoint.JWKS,
                        "device/code", Endpoint.DEVICE_AUTHORIZATION,
                        "device", Endpoint.DEVICE,
                        ".well-known/openid-configuration", Endpoint.DISCOVERY),
                Set.of(ClientStyle.BASIC, ClientStyle.POST),
                false,
                true,
                Switches.nature(Rotation.REUSE_KILLS_FAMILY, 3600, 60)));
        this.base = base + "/oidc/" + name + "/";
    }

    @Override
    String address(String path) {
        return base + path;
    }
}
