// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import java.net.URI;

/**
 * Where a URL leads, after it was found to be allowed.
 *
 * @param anyAddress whether its addresses need not be public, because the operator named the origin
 */
record Destination(URI uri, String host, int port, boolean tls, boolean anyAddress) {
    /** Path and query as they are sent. */
    String requestUri() {
        String path = uri.getRawPath();
        String nonEmpty = path == null || path.isEmpty() ? "/" : path;
        return uri.getRawQuery() == null ? nonEmpty : nonEmpty + "?" + uri.getRawQuery();
    }
}
