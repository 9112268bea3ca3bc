// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit.planted.one;

/** Breaks SECRETS twice; the others are no secrets. */
public record Answer(String accessToken, byte[] clientSecret, String tokenType, String errorCode, long token) {}
