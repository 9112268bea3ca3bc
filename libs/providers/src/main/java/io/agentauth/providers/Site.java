// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that a consent is good for.
 *
 * @param id what calls of the API name it by
 * @param name for people
 * @param url where people use it
 */
public record Site(String id, @Nullable String name, @Nullable URI url) {}
