// SPDX-License-Identifier: Apache-2.0

/**
 * The services behind the door: where they are, the one pool of connections to them, and the service identity that every call carries.
 */
@NullMarked
package io.agentauth.gateway.callee;

import org.jspecify.annotations.NullMarked;
