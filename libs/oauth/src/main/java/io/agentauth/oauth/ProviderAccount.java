// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import org.jspecify.annotations.Nullable;

/**
 * Who an account is at the provider.
 *
 * @param subject the stable id; with the issuer it is the person, whatever else changes
 * @param issuer who says so; null where the provider has no issuer identifier
 */
public record ProviderAccount(String subject, @Nullable String email, @Nullable String name, @Nullable String issuer) {}
