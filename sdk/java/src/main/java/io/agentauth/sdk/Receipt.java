// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** What became of one slot's grant at the provider: revoked, partly_revoked, unsupported, failed, pending, kept_shared. */
public record Receipt(String slot, @Nullable Long generation, String status) {}
