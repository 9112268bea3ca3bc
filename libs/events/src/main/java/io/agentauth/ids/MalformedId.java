// SPDX-License-Identifier: Apache-2.0
package io.agentauth.ids;

/** A text that is no id of the wanted kind. It carries no part of the text: what a caller sends as an id may be anything. */
public final class MalformedId extends IllegalArgumentException {
    MalformedId(String prefix) {
        super("not a TypeID with the prefix " + prefix);
    }
}
