// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.secret.SecretFolder;

/** The form of the installation key. */
final class InstallationKey {
    private InstallationKey() {}

    static String fresh() {
        return "aa_inst_" + SecretFolder.password();
    }
}
