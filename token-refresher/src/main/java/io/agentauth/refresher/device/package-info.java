// SPDX-License-Identifier: Apache-2.0
/** Consent in a browser of the person's own (RFC 8628): a code for them to enter, and asking the provider until they have decided. */
@NullMarked
package io.agentauth.refresher.device;

import org.jspecify.annotations.NullMarked;
