// SPDX-License-Identifier: Apache-2.0
/** Providers: the catalogue that ships with this release, as applications see it. */
@NullMarked
package io.agentauth.connections.provider;

import org.jspecify.annotations.NullMarked;
