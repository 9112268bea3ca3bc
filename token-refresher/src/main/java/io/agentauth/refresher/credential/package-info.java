// SPDX-License-Identifier: Apache-2.0
/** Static credentials, which others keep: tries them at their provider, because this service alone has the way out, and keeps nothing of them. */
@NullMarked
package io.agentauth.refresher.credential;

import org.jspecify.annotations.NullMarked;
