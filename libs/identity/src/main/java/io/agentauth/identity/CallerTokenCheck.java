// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import io.agentauth.ids.ApiKeyId;
import io.agentauth.ids.EnvironmentId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Callers' tokens. */
@Singleton
class CallerTokenCheck extends TokenCheck<Caller> {
    @Inject
    CallerTokenCheck(TrustedKeys keys, IdentityConfig config) {
        super(keys, InstantSource.system(), config.rememberedMax());
    }

    @Override
    Caller read(JWTClaimsSet claims) throws ParseException {
        if (!claims.getAudience().equals(List.of(Issuer.CALLERS)) || claims.getClaim(Issuer.TYPE_CLAIM) != null) {
            throw new RefusedToken("not a caller's token");
        }
        String key = claims.getSubject();
        String environment = claims.getStringClaim(Issuer.ENVIRONMENT_CLAIM);
        boolean operator = Boolean.TRUE.equals(claims.getBooleanClaim(Issuer.OPERATOR_CLAIM));
        if (key == null || operator == (environment != null)) {
            throw new RefusedToken("incomplete");
        }
        return new Caller(
                ApiKeyId.parse(key),
                environment == null ? null : EnvironmentId.parse(environment),
                permissions(claims.getStringListClaim(Issuer.SCOPES_CLAIM)),
                operator,
                ranges(claims.getStringListClaim(Issuer.ADDRESSES_CLAIM)));
    }

    private static List<AddressRange> ranges(@Nullable List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().map(AddressRange::parse).toList();
    }

    /** A name of a later release gives nothing. */
    private static Set<Permission> permissions(@Nullable List<String> names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        if (names != null) {
            names.forEach(name -> Permission.find(name).ifPresent(permissions::add));
        }
        return permissions;
    }
}
