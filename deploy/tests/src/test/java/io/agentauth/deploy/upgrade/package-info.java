// SPDX-License-Identifier: Apache-2.0

/** What an upgrade rests on: the release before runs on while its databases are already those of the next. */
@NullMarked
package io.agentauth.deploy.upgrade;

import org.jspecify.annotations.NullMarked;
