// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.providers.Placeholder;
import io.agentauth.providers.Placeholder.Kind;
import io.agentauth.providers.UrlTemplate;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What a connection says in a provider's address: nothing that is taken leads to another host or another path. */
final class ProviderAddress implements Target {
    private static final UrlTemplate LABEL = new UrlTemplate("https://{subdomain}.provider.example/oauth/token");
    private static final UrlTemplate SEGMENT =
            new UrlTemplate("https://login.provider.example/{subdomain}/oauth/token");
    private static final UrlTemplate HOST = new UrlTemplate("https://{subdomain}/oauth/token");

    @Override
    public List<String> seeds() {
        return List.of(
                "acme",
                "acme-1",
                "common",
                "11111111-2222-3333-4444-555555555555",
                "acme.provider.example",
                "acme.provider.example.evil.example",
                "a/b",
                "a@b",
                "a#b",
                "a%2fb",
                "a。b",
                "..",
                "a:1",
                "A");
    }

    @Override
    public void read(byte[] input) {
        String value = Target.text(input);
        if (accepts(Kind.LABEL, value)) {
            URI uri = filled(LABEL, value);
            Target.require(
                    uri.getHost() != null && uri.getHost().equals(value + ".provider.example"),
                    "a label that leads elsewhere");
            Target.require(
                    uri.getHost().split("\\.").length == 3 && "/oauth/token".equals(uri.getRawPath()),
                    "a label that is more than one");
        }
        if (accepts(Kind.SEGMENT, value)) {
            URI uri = filled(SEGMENT, value);
            Target.require("login.provider.example".equals(uri.getHost()), "a segment that leads elsewhere");
            Target.require(
                    uri.normalize().getRawPath().equals("/" + value + "/oauth/token"),
                    "a segment that is more than one");
        }
        if (accepts(Kind.HOST, value)) {
            URI uri = filled(HOST, value);
            Target.require(
                    uri.getHost() != null && uri.getHost().endsWith(".provider.example"),
                    "a host outside of its domain");
            Target.require(
                    uri.getPort() == -1 && uri.getRawUserInfo() == null && "/oauth/token".equals(uri.getRawPath()),
                    "a host that is more than one");
        }
    }

    private static boolean accepts(Kind kind, String value) {
        return new Placeholder(kind, "Subdomain", null, null, null, List.of("provider.example")).accepts(value);
    }

    private static URI filled(UrlTemplate template, String value) {
        URI uri = template.filledWith(Map.of("subdomain", value)).uri();
        Target.require(uri != null, "a placeholder stayed");
        return uri;
    }
}
