// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.audit;

import io.agentauth.trail.TrailBlock;
import java.util.UUID;

/** A block with the signature of its hash; key and signature in hex. */
record SignedBlock(UUID environment, TrailBlock block, String publicKey, String signature) {}
