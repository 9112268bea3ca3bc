// SPDX-License-Identifier: Apache-2.0
/** API keys: made, shown once, known by their keyed hash, revoked for good. The installation key is one of them, without an environment. */
@NullMarked
package io.agentauth.connections.key;

import org.jspecify.annotations.NullMarked;
