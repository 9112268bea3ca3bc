// SPDX-License-Identifier: Apache-2.0

/** Agent Auth for Quarkus: CDI beans for the SDK's client and for bearer tokens. Begin with {@link io.agentauth.quarkus.ConnectedAccounts}. */
@NullMarked
package io.agentauth.quarkus;

import org.jspecify.annotations.NullMarked;
