// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.account;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers hold people's names, links that work once, and tokens: no cache on the way keeps them. */
class NotCached {
    /** On every answer of this service. */
    @ServerResponseFilter
    public void forbid(ContainerResponseContext response) {
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
