// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.adoption;

/** The highest version of a slot's grant that is known to be dead. It stands even where that version's token never arrived. */
record GrantEnd(long generation, long version, String reason) {
    boolean covers(long otherGeneration, long otherVersion) {
        return generation == otherGeneration && version >= otherVersion;
    }

    boolean isAbove(GrantEnd other) {
        return generation != other.generation ? generation > other.generation : version > other.version;
    }
}
