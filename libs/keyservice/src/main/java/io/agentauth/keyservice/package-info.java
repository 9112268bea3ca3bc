// SPDX-License-Identifier: Apache-2.0
/**
 * Wrapping keys that never leave a key service: HashiCorp Vault's Transit engine and AWS KMS, spoken to over HTTP without either vendor's
 * client. Written from the vendors' documents and tested against servers that were written from the same; not tried against either service.
 */
@NullMarked
package io.agentauth.keyservice;

import org.jspecify.annotations.NullMarked;
