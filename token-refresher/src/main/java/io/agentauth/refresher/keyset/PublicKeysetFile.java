// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.keyset;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.vault.PublicKeyset;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The public keyset in a file, where one is asked for. Not being able to write it is a warning: nothing of ours reads it. */
@ApplicationScoped
class PublicKeysetFile {
    private static final Logger LOG = Logger.getLogger(PublicKeysetFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeysetConfig config;

    @Inject
    PublicKeysetFile(KeysetConfig config) {
        this.config = config;
    }

    void write(KeyRing.Held held) {
        config.publicKeysetFile().ifPresent(file -> write(file, held.publicKeyset()));
    }

    /** Whole under another name first: nobody reads half of it. */
    private static void write(Path file, PublicKeyset keyset) {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("id", keyset.id().toString());
        content.put("json", keyset.json());
        content.put("fingerprint", keyset.fingerprint());
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, ".public-keyset", null);
            JSON.writeValue(fresh.toFile(), content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf(
                    "The public keyset cannot be written to %s: %s",
                    file, e.getClass().getSimpleName());
        }
    }
}
