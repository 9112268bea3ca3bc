// SPDX-License-Identifier: Apache-2.0

/** What operators install, checked without a cluster or a container engine. */
@NullMarked
package io.agentauth.deploy;

import org.jspecify.annotations.NullMarked;
