// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every address at which a provider is spoken to, or a browser is sent to it, but that of its keys. */
public final class Addresses {
    private static final String MACHINE = "/machine/";

    private Addresses() {}

    /** By field, as the provider's file has it (a JSON pointer). */
    public static Map<String, UrlTemplate> of(Provider provider) {
        Map<String, UrlTemplate> all = new TreeMap<>();
        put(all, "/authorization/endpoint", provider.authorization().endpoint());
        Authorization.Pushed pushed = provider.authorization().pushed();
        put(all, "/authorization/pushed/endpoint", pushed == null ? null : pushed.endpoint());
        Authorization.Device device = provider.authorization().device();
        put(all, "/authorization/device/endpoint", device == null ? null : device.endpoint());
        put(all, "/token/endpoint", provider.token().endpoint());
        put(all, "/token/refresh_endpoint", provider.token().refreshEndpoint());
        AccessExchange longer = provider.token().longer();
        put(all, "/token/longer/endpoint", longer == null ? null : longer.endpoint());
        AccessExchange itself = provider.token().itself();
        put(all, "/token/itself/endpoint", itself == null ? null : itself.endpoint());
        Revocation revocation = provider.revocation();
        put(all, "/revocation/endpoint", revocation == null ? null : revocation.endpoint());
        Identity identity = provider.identity();
        put(all, "/identity/endpoint", identity == null ? null : identity.endpoint());
        Sites sites = provider.sites();
        put(all, "/sites/endpoint", sites == null ? null : sites.endpoint());
        Api api = provider.api();
        put(all, "/api/base_url", api == null ? null : api.baseUrl());
        provider.machine().forEach((type, way) -> {
            put(all, MACHINE + type + "/endpoint", way.endpoint());
            put(
                    all,
                    MACHINE + type + "/identity/endpoint",
                    way.identity() == null ? null : way.identity().endpoint());
            put(
                    all,
                    MACHINE + type + "/revocation/endpoint",
                    way.revocation() == null ? null : way.revocation().endpoint());
        });
        OAuth1 oauth1 = provider.oauth1();
        if (oauth1 != null) {
            put(all, "/oauth1/request_token", oauth1.requestToken());
            put(all, "/oauth1/authorization", oauth1.authorization());
            put(all, "/oauth1/access_token", oauth1.accessToken());
        }
        return all;
    }

    private static void put(Map<String, UrlTemplate> all, String field, @Nullable UrlTemplate address) {
        if (address != null) {
            all.put(field, address);
        }
    }
}
