// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** One of the places that a consent is good for; {@code id} is what calls of the provider's API name it by. */
public record Site(String id, @Nullable String name, @Nullable String url) {}
