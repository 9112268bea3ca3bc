// SPDX-License-Identifier: Apache-2.0

/** The trail: each change of state and each token read, once, by filters and cursor; reads are published too. */
@NullMarked
package io.agentauth.account.audit;

import org.jspecify.annotations.NullMarked;
