// SPDX-License-Identifier: Apache-2.0
/** The operator's emergency stop: sealed, no process of the installation opens a secret. */
@NullMarked
package io.agentauth.connections.seal;

import org.jspecify.annotations.NullMarked;
