// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's errors mean beyond the RFC's own. The first rule that matches wins, in the order retry, config, dead grant: whoever
 * is in doubt condemns nobody.
 *
 * @param deadGrant the grant is over, a person must connect again
 * @param config the application's registration is at fault, no account is
 * @param retry the same request may succeed later
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ErrorRules(List<ErrorRule> deadGrant, List<ErrorRule> config, List<ErrorRule> retry) {
    /** Nothing beyond the RFC. */
    public static final ErrorRules NONE = new ErrorRules(List.of(), List.of(), List.of());

    public ErrorRules(
            @Nullable List<ErrorRule> deadGrant, @Nullable List<ErrorRule> config, @Nullable List<ErrorRule> retry) {
        this.deadGrant = deadGrant == null ? List.of() : List.copyOf(deadGrant);
        this.config = config == null ? List.of() : List.copyOf(config);
        this.retry = retry == null ? List.of() : List.copyOf(retry);
    }
}
