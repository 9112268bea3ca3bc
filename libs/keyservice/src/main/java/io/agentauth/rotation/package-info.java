// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanging keys while everything runs. A new keyset is announced first and used later, so that every replica opens what any other seals; what
 * older ones sealed is sealed anew, a little at a time, from a place that is written down; and each seal is counted before it is made.
 */
@NullMarked
package io.agentauth.rotation;

import org.jspecify.annotations.NullMarked;
