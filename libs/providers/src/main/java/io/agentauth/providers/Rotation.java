// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * How refresh tokens rotate.
 *
 * @param rotationClass what becomes of the old one
 * @param replayWindowSeconds how long the old one still answers; class {@code G} only
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Rotation(@JsonProperty("class") RotationClass rotationClass, @Nullable Integer replayWindowSeconds) {
    /** Nothing is known. */
    public static final Rotation UNKNOWN = new Rotation(RotationClass.U, null);

    /** The same where nobody knows {@code better}. */
    Rotation as(@Nullable RotationClass better) {
        return better == null || better == rotationClass ? this : new Rotation(better, null);
    }
}
