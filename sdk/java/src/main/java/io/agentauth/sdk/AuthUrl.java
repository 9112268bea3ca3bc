// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.time.Instant;

/** A link for a person, and until when it holds. */
public record AuthUrl(String url, Instant expiresAt) {}
