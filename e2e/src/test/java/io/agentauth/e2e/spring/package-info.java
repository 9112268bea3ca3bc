// SPDX-License-Identifier: Apache-2.0

/** A second real authorization server, which shares no code with the first. */
@NullMarked
package io.agentauth.e2e.spring;

import org.jspecify.annotations.NullMarked;
