// SPDX-License-Identifier: Apache-2.0
/**
 * The operator's program: what is done to an installation, here or far away, by its public API. It needs no server, no database and no key but the one
 * that it is given a file of.
 */
@NullMarked
package io.agentauth.operator;

import org.jspecify.annotations.NullMarked;
