// SPDX-License-Identifier: Apache-2.0

/**
 * The ids of the glossary's nouns. Inside a service an id is a UUID in a record of its own type; on the wire, in events and in logs it is a TypeID.
 * A malformed id names nothing, so whoever parses a caller's id treats {@link io.agentauth.ids.MalformedId} as "not found".
 */
@NullMarked
package io.agentauth.ids;

import org.jspecify.annotations.NullMarked;
