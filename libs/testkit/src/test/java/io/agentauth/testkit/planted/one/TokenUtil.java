// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.one;

/** Breaks NAMES. */
public final class TokenUtil {
    public static final class AccountServiceImpl {}
}
