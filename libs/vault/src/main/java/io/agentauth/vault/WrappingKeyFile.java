// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** The file with a service's wrapping key: 32 random bytes in base64, readable by the service alone. */
public final class WrappingKeyFile {
    static final int KEY_BYTES = 32;
    private static final int FILE_BYTES_MAX = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY = Set.copyOf(PosixFilePermissions.fromString("rw-------"));
    private static final Set<PosixFilePermission> OPEN = Set.copyOf(PosixFilePermissions.fromString("---rwxrwx"));
    private static final Path OWN_PROCESS = Path.of("/proc/self");

    private WrappingKeyFile() {}

    /**
     * Reads the key. In development a missing file is made (mode 0600; two processes that start together get the same key); in production
     * it must be there and closed to group and others. A file of another user may be read by its group: so does Kubernetes hand secrets to
     * a process that is not root ({@code fsGroup}), and no other way is open to it.
     *
     * @throws KeyUnavailable if it is missing in production, cannot be read or written, has the wrong length, or is open to others
     */
    public static Sensitive loadOrCreate(Path file, boolean developmentMode) {
        try {
            if (developmentMode && !Files.exists(file)) {
                create(file);
            }
            if (!developmentMode) {
                refuseIfOpen(file);
            }
            return read(file);
        } catch (NoSuchFileException e) {
            throw new KeyUnavailable(
                    "The wrapping key file " + file + " does not exist; outside of development it must be provided.",
                    e);
        } catch (IOException e) {
            throw new KeyUnavailable("The wrapping key file " + file + " cannot be read or written.", e);
        }
    }

    static void create(Path file) throws IOException {
        create(file, OWNER_ONLY);
    }

    /** Written whole under another name and then linked: nobody ever reads half a key, and the first of two writers wins. */
    static void create(Path file, Set<PosixFilePermission> permissions) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new KeyUnavailable("The wrapping key file " + file + " is a folder.");
        }
        Files.createDirectories(folder);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh =
                Files.createTempFile(folder, ".wrapping-key", null, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(fresh, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.SYNC);
            Files.setPosixFilePermissions(fresh, permissions);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException _) {
            // Another process was faster: its key counts.
        } finally {
            Arrays.fill(key, (byte) 0);
            Files.deleteIfExists(fresh);
        }
    }

    private static void refuseIfOpen(Path file) throws IOException {
        EnumSet<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(file));
        permissions.retainAll(OPEN);
        if (permissions.equals(EnumSet.of(PosixFilePermission.GROUP_READ)) && isOfAnotherUser(file)) {
            return;
        }
        if (!permissions.isEmpty()) {
            throw new KeyUnavailable("The wrapping key file " + file
                    + " is open to others than its owner; set its mode to 0600 or 0400.");
        }
    }

    /** Where the system cannot say who this process is, it is taken for the owner. */
    private static boolean isOfAnotherUser(Path file) throws IOException {
        return Files.exists(OWN_PROCESS)
                && !Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(OWN_PROCESS, "unix:uid"));
    }

    static Sensitive read(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new KeyUnavailable("The wrapping key file " + file + " is too long to be a key.");
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip();
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length != KEY_BYTES) {
                throw new KeyUnavailable("The wrapping key file " + file + " holds " + key.length + " bytes instead of "
                        + KEY_BYTES + ".");
            }
            return Sensitive.of(key);
        } catch (IllegalArgumentException _) {
            throw new KeyUnavailable("The wrapping key file " + file + " is not base64.");
        }
    }
}
