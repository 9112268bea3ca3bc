// SPDX-License-Identifier: Apache-2.0

/** deploy/examples/operators against the code. */
@NullMarked
package io.agentauth.deploy.example;

import org.jspecify.annotations.NullMarked;
