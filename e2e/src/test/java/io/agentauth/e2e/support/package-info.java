// SPDX-License-Identifier: Apache-2.0

/** What all end-to-end tests share: the product as packaged processes, an application that uses it, and what the emulated provider knows. */
@NullMarked
package io.agentauth.e2e.support;

import org.jspecify.annotations.NullMarked;
