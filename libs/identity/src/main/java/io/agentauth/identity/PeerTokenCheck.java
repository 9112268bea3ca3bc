// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;

/** Tokens of other services for this one. */
@Singleton
class PeerTokenCheck extends TokenCheck<ServiceName> {
    private static final int SERVICES_TOKENS_MAX = 10_000;

    private final String self;

    @Inject
    PeerTokenCheck(TrustedKeys keys, IdentityConfig config) {
        super(keys, InstantSource.system(), SERVICES_TOKENS_MAX);
        this.self = config.service();
    }

    @Override
    ServiceName read(JWTClaimsSet claims) throws ParseException {
        if (!claims.getAudience().equals(List.of(self))
                || !Issuer.SERVICE_TYPE.equals(claims.getStringClaim(Issuer.TYPE_CLAIM))
                || claims.getSubject() == null) {
            throw new RefusedToken("not a service's token for " + self);
        }
        return ServiceName.find(claims.getSubject()).orElseThrow(() -> new RefusedToken("an unknown service"));
    }
}
