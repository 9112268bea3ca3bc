// SPDX-License-Identifier: Apache-2.0

/** deploy/compose, read as compose reads it. */
@NullMarked
package io.agentauth.deploy.compose;

import org.jspecify.annotations.NullMarked;
