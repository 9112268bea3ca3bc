// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import org.jspecify.annotations.Nullable;

/** Whether the provider still holds the grant: yes, no, unknown. */
public record Checked(String held, @Nullable String reason, Account account) {}
