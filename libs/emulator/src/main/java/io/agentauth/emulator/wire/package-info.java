// SPDX-License-Identifier: Apache-2.0
/** What goes over the wire: answers as values, forms, JSON. */
@NullMarked
package io.agentauth.emulator.wire;

import org.jspecify.annotations.NullMarked;
