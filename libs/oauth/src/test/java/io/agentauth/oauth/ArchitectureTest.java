// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.testkit.HouseRule;
import io.agentauth.testkit.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        HouseRules.of("io.agentauth.oauth")
                // What goes to the provider, what goes through the browser, what signs, and what is taken out of an
                // answer.
                .except(
                        HouseRule.REVEALING,
                        TokenRequest.class.getName(),
                        ClientProof.class.getName(),
                        ClientCertificate.class.getName(),
                        AuthorizationRequest.class.getName(),
                        CallbackSignature.class.getName(),
                        Pkce.class.getName(),
                        AnswerBody.class.getName(),
                        IdToken.class.getName(),
                        SigningKey.class.getName(),
                        WrittenKey.class.getName(),
                        BoundToken.class.getName(),
                        DpopKey.class.getName(),
                        OAuth1Callback.class.getName(),
                        OAuth1Callback.Verified.class.getName(),
                        OAuth1Grant.class.getName(),
                        OAuth1Request.class.getName(),
                        OAuth1Signer.class.getName(),
                        OAuth1Signer.Stamp.class.getName())
                .check();
    }
}
