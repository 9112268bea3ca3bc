// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Wraps with a key of HashiCorp Vault's Transit engine, or OpenBao's, which never leaves it: of type {@code aes256-gcm96}, whose
 * {@code associated_data} binds what is wrapped to its place. A version of the key that Vault no longer opens
 * ({@code min_decryption_version}) makes what it wrapped unreadable: re-wrap first.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/transit#encrypt-data">Transit API: encrypt, decrypt</a>
 */
final class VaultTransitKeyWrapper implements KeyWrapper {
    private final VaultDoor door;
    private final String mount;
    private final String key;

    VaultTransitKeyWrapper(VaultDoor door, String mount, String key) {
        this.door = door;
        this.mount = mount;
        this.key = key;
    }

    @Override
    public byte[] wrap(byte[] keyset, byte[] associatedData) {
        KeyServiceHttp.Answer answer =
                ask("encrypt", Map.of("plaintext", base64(keyset), "associated_data", base64(associatedData)));
        String ciphertext = answer.text("/data/ciphertext");
        if (!answer.isOk() || !ciphertext.startsWith("vault:")) {
            throw refused(answer);
        }
        return RemoteEnvelope.VAULT_TRANSIT.of(ciphertext.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) {
        String ciphertext = RemoteEnvelope.VAULT_TRANSIT.text(wrapped);
        KeyServiceHttp.Answer answer =
                ask("decrypt", Map.of("ciphertext", ciphertext, "associated_data", base64(associatedData)));
        if (answer.status() == 400 && isAboutTheCiphertext(answer)) {
            throw CannotOpen.uniform();
        }
        if (!answer.isOk()) {
            throw refused(answer);
        }
        return Base64.getDecoder().decode(answer.text("/data/plaintext"));
    }

    /** The same status stands for a key that does not exist and for a version that is not opened any more: those are not the ciphertext's fault. */
    private static boolean isAboutTheCiphertext(KeyServiceHttp.Answer answer) {
        String said = answer.text("/errors/0").toLowerCase(Locale.ROOT);
        return said.contains("message authentication failed") || said.contains("invalid ciphertext");
    }

    private KeyServiceHttp.Answer ask(String what, Map<String, String> body) {
        return door.post("/v1/" + mount + "/" + what + "/" + key, KeyServiceHttp.bytes(body));
    }

    private KeyUnavailable refused(KeyServiceHttp.Answer answer) {
        return new KeyUnavailable("Vault does not use the key " + key + " for us: HTTP " + answer.status() + ".");
    }

    @Override
    public boolean made(byte[] wrapped) {
        return RemoteEnvelope.VAULT_TRANSIT.wraps(wrapped);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "VaultTransitKeyWrapper[" + key + "]";
    }
}
