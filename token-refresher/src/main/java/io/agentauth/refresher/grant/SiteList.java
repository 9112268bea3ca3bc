// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.grant;

import io.agentauth.providers.Site;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;

/** Sites as a column has them. */
final class SiteList {
    private SiteList() {}

    static String write(List<Site> sites) {
        JsonArray list = new JsonArray();
        sites.forEach(site -> list.add(new JsonObject()
                .put("id", site.id())
                .put("name", site.name())
                .put("url", site.url() == null ? null : site.url().toString())));
        return list.encode();
    }

    static List<Site> read(JsonArray list) {
        return list.stream().map(JsonObject.class::cast).map(SiteList::site).toList();
    }

    private static Site site(JsonObject site) {
        String url = site.getString("url");
        return new Site(site.getString("id"), site.getString("name"), url == null ? null : URI.create(url));
    }
}
