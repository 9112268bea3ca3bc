// SPDX-License-Identifier: Apache-2.0

/**
 * account-service: connected accounts, their authorizations and current access tokens, access records and the audit trail. Here is only
 * what every capability stands on: the database, its migration, readiness.
 */
@NullMarked
package io.agentauth.account;

import org.jspecify.annotations.NullMarked;
