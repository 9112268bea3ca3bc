// SPDX-License-Identifier: Apache-2.0
/** Tries a contributor's provider file at the emulator, from consent to revocation. */
@NullMarked
package io.agentauth.localstack.trial;

import org.jspecify.annotations.NullMarked;
