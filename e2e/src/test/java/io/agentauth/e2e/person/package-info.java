// SPDX-License-Identifier: Apache-2.0
/** People, as the product meets them: with a browser. */
@NullMarked
package io.agentauth.e2e.person;

import org.jspecify.annotations.NullMarked;
