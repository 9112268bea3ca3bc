// SPDX-License-Identifier: Apache-2.0

/**
 * What a person sees: connect page, callback, outcome, problem pages. Server-rendered, no script, no foreign content, every word from one
 * language file.
 */
@NullMarked
package io.agentauth.gateway.page;

import org.jspecify.annotations.NullMarked;
