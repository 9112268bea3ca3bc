// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.trial;

import io.agentauth.emulator.Emulator;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.HttpRequest;
import java.net.URI;

/** A provider whose profile was written from its documents, without the catalogue: a wrong file shows. */
record KnownStage(Emulator emulator, String profile) implements Stage {
    @Override
    public String player() {
        return "the emulator's " + profile
                + ", which was written from the documents: what is wrong about the provider shows";
    }

    @Override
    public URI consent(URI url) {
        return emulator.at(profile, url.toString());
    }

    @Override
    public HttpAnswer ask(Step step, HttpRequest request) {
        return Stage.send(request, emulator.at(profile, request.uri().toString()));
    }
}
