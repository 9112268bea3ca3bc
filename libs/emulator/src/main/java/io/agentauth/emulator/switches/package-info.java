// SPDX-License-Identifier: Apache-2.0
/** How the emulated providers behave just now: lifetimes, rotation, latency, barriers and faults, a provider and a client at a time. */
@NullMarked
package io.agentauth.emulator.switches;

import org.jspecify.annotations.NullMarked;
