// SPDX-License-Identifier: Apache-2.0
/** Connections: an application's registrations at providers. Their secrets go in and are never read back. */
@NullMarked
package io.agentauth.connections.connection;

import org.jspecify.annotations.NullMarked;
