// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which services may call a method below {@code /internal}. On the method, or on its class for all of it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AllowedServices {
    /** The callers; at least one. */
    ServiceName[] value();
}
