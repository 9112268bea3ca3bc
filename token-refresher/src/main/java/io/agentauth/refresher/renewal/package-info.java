// SPDX-License-Identifier: Apache-2.0

/**
 * Renewal: finds the grants that are due, writes each presentation down before it is sent, decides what the answer means, and commits it.
 * The rules R1 to R18 that the comments name are in docs/flows/renewal.md.
 */
@NullMarked
package io.agentauth.refresher.renewal;

import org.jspecify.annotations.NullMarked;
