// SPDX-License-Identifier: Apache-2.0
/** The providers, each with its addresses and its ways, written from their documentation and independently of the product's catalogue. */
@NullMarked
package io.agentauth.emulator.profile;

import org.jspecify.annotations.NullMarked;
