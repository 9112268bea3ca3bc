// SPDX-License-Identifier: Apache-2.0
/** Processes that start together, are waited for, and end with the one that started them. */
@NullMarked
package io.agentauth.localstack.process;

import org.jspecify.annotations.NullMarked;
