// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

import java.util.List;

/** What is asked for with a code; nothing has to be said. */
public final class DeviceCodeWishes extends Fields<DeviceCodeWishes> {
    private DeviceCodeWishes() {}

    /** A plain code. */
    public static DeviceCodeWishes none() {
        return new DeviceCodeWishes();
    }

    /** Scopes beyond what is granted. */
    public DeviceCodeWishes scopes(List<String> scopes) {
        return set("scopes", scopes);
    }

    /** The account may become another person's at the provider. */
    public DeviceCodeWishes allowOtherPerson(boolean allowed) {
        return set("allow_other_person", allowed);
    }
}
