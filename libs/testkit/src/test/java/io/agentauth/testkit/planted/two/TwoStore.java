// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.two;

/** A store, which only its own package may use. */
public final class TwoStore {}
