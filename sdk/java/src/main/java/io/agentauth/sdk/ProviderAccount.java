// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** Whose account it is at the provider. */
public record ProviderAccount(String id, @Nullable String email, @Nullable String name) {}
