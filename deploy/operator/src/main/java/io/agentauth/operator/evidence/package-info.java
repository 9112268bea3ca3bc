// SPDX-License-Identifier: Apache-2.0
/** What an installation gives evidence of, collected by its public API for whoever audits it. */
@NullMarked
package io.agentauth.operator.evidence;

import org.jspecify.annotations.NullMarked;
