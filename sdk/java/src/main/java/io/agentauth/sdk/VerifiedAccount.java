// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/**
 * An account whose person was confirmed.
 *
 * @param nextUrl where to send the browser on
 */
public record VerifiedAccount(Account account, String nextUrl) {}
