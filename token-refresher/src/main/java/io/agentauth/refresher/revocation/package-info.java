// SPDX-License-Identifier: Apache-2.0

/**
 * The end of grants: recorded first, then revoked at the provider where that cannot kill another live grant (rule R12), with a receipt for
 * each; and the question whether the provider still holds one.
 */
@NullMarked
package io.agentauth.refresher.revocation;

import org.jspecify.annotations.NullMarked;
