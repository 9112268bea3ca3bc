// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Looks names up. */
interface Names {
    /** All addresses of {@code host}, at least one; fails if it has none. */
    Future<List<InetAddress>> addresses(String host);
}
