// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.emulator.wire.Json;
import io.agentauth.emulator.wire.Reply;
import java.util.List;

/** How providers with a GraphQL API answer. */
final class GraphQl {
    private GraphQl() {}

    /** One error, whose code stands in its extensions (GraphQL specification, October 2021, §7.1.2). */
    static Reply refused(int status, String code) {
        ObjectNode error = Json.object()
                .put("message", "As documented.")
                .set("extensions", Json.object().put("code", code));
        return Reply.json(status, Json.object().set("errors", Json.node(List.of(error))));
    }
}
