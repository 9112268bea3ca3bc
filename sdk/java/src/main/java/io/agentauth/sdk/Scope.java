// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** A scope of a provider. */
public record Scope(String name, @Nullable String description) {}
