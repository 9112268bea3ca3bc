// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One file a secret, mode 0600, in folders of mode 0700. What is there stays; what is missing is made. */
public final class SecretFolder {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    public SecretFolder(Path folder) {
        this.folder = folder;
    }

    /** The file with that secret, made by {@code fresh} if it is not there. */
    public Path require(String name, Supplier<String> fresh) {
        Path file = folder.resolve(name);
        if (Files.notExists(file)) {
            keep(name, fresh.get());
        }
        return file;
    }

    /** Where a secret is or will be. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /** The secret itself. */
    public String text(String name, Supplier<String> fresh) {
        return read(require(name, fresh));
    }

    /** The secret itself, if there is one. */
    public Optional<String> find(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** Keeps a secret: whole or not at all. */
    public void keep(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Path inside = file.toAbsolutePath().getParent();
            Files.createDirectories(inside, PosixFilePermissions.asFileAttribute(FOLDER));
            Path draft = Files.createTempFile(inside, ".new", null, PosixFilePermissions.asFileAttribute(FILE));
            Files.writeString(draft, text + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a secret in " + file, e);
        }
    }

    /** 256 random bits in base64: a wrapping key. */
    public static String key() {
        return Base64.getEncoder().encodeToString(bytes());
    }

    /** 256 random bits without signs that a shell, URL or SQL would mind: a password. */
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the secret in " + file, e);
        }
    }
}
