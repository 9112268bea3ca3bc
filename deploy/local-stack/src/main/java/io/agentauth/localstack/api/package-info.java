// SPDX-License-Identifier: Apache-2.0
/** The product's public API as an application calls it. */
@NullMarked
package io.agentauth.localstack.api;

import org.jspecify.annotations.NullMarked;
