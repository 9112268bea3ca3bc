// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.gateway.GatewayConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;

/**
 * Whether a form that was sent is one of ours. {@code Sec-Fetch-Site} tells, which scripts cannot forge and every current browser sends; where it is
 * missing, {@code Origin}. A client that sends neither is no browser, and nobody can be tricked into using it.
 */
@ApplicationScoped
class OwnForms {
    private final String ownOrigin;

    @Inject
    OwnForms(GatewayConfig config) {
        URI url = config.publicUrl();
        ownOrigin = url.getScheme() + "://" + url.getAuthority();
    }

    boolean isOurs(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return "same-origin".equals(site) || "none".equals(site);
        }
        String from = request.getHeader(HttpHeaders.ORIGIN);
        return from == null || from.equals(ownOrigin);
    }
}
