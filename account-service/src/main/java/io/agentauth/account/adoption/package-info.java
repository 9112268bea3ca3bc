// SPDX-License-Identifier: Apache-2.0

/** Takes what token-refresher pushes: new access tokens and how grants and authorizations ended. The highest version wins, whatever the order. */
@NullMarked
package io.agentauth.account.adoption;

import org.jspecify.annotations.NullMarked;
