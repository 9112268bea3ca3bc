// SPDX-License-Identifier: Apache-2.0
/**
 * Providers of an environment's own: checked as the catalogue's files are, kept with their versions, and never able to receive what was granted
 * at another address.
 */
@NullMarked
package io.agentauth.connections.custom;

import org.jspecify.annotations.NullMarked;
