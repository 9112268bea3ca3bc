// SPDX-License-Identifier: Apache-2.0
package io.agentauth.vault;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with one key for each environment, {@code ID.key}, which every process of every service sees; in {@code shredded} an empty file for
 * each whose key was destroyed, so that it is never made again. It has to have a file {@code environment-keys}, made by who installs: a folder
 * that is not the one, because nothing is mounted there, would otherwise be filled with other keys. One service makes keys, the others read them.
 */
public final class EnvironmentKeyFolder {
    private static final String MARK = "environment-keys";
    private static final String SHREDDED = "shredded";
    private static final String KEY = ".key";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int KNOWN_MAX = 20_000;
    // The group is the services': in Kubernetes fsGroup gives it every file of a volume, elsewhere it is how users of
    // their own share the folder.
    private static final Set<PosixFilePermission> OWNER_AND_GROUP =
            Set.copyOf(PosixFilePermissions.fromString("rw-r-----"));
    private static final Set<PosixFilePermission> OTHERS = Set.copyOf(PosixFilePermissions.fromString("------rwx"));

    private final Path folder;
    private final Map<UUID, SecretBytes> known = new ConcurrentHashMap<>();
    private final Set<UUID> shredded = ConcurrentHashMap.newKeySet();

    private EnvironmentKeyFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * That folder.
     *
     * @throws KeyUnavailable if it is not there, or is not marked as the one
     */
    public static EnvironmentKeyFolder at(Path folder) {
        EnvironmentKeyFolder there = new EnvironmentKeyFolder(folder);
        there.requireMarked();
        there.refresh();
        return there;
    }

    private void requireMarked() {
        if (!Files.isRegularFile(folder.resolve(MARK))) {
            throw new KeyUnavailable("The folder of environments' keys " + folder + " has no file " + MARK
                    + ": mount the one that all services share, and make that empty file in it once.");
        }
    }

    /** Makes the key where there is none: the first of two who make it at once wins. */
    void make(UUID environment) {
        requireMarked();
        requireNotShredded(environment);
        Path file = file(environment);
        try {
            if (!Files.exists(file)) {
                WrappingKeyFile.create(file, OWNER_AND_GROUP);
                force(folder);
            }
            if (isShreddedNow(environment)) {
                destroy(file);
            }
        } catch (IOException e) {
            throw new EnvironmentKeyUnavailable("The key of environment " + environment + " could not be made.", e);
        }
        requireNotShredded(environment);
    }

    /** The key, to seal with. */
    SecretBytes require(UUID environment) {
        SecretBytes key = known.get(environment);
        if (key != null) {
            return key;
        }
        requireNotShredded(environment);
        return keep(environment);
    }

    private void requireNotShredded(UUID environment) {
        if (isShreddedNow(environment)) {
            throw new EnvironmentKeyUnavailable(
                    "The key of environment " + environment + " was destroyed: nothing is sealed for it.", null);
        }
    }

    /** The key, to open with. */
    SecretBytes find(UUID environment) {
        SecretBytes key = known.get(environment);
        if (key != null) {
            return key;
        }
        if (isShreddedNow(environment)) {
            throw CannotOpen.uniform();
        }
        return keep(environment);
    }

    boolean isShredded(UUID environment) {
        return shredded.contains(environment);
    }

    /** What says so comes first, so that nobody makes the key anew; then the key goes. */
    void shred(UUID environment) {
        requireMarked();
        try {
            Path told = Files.createDirectories(folder.resolve(SHREDDED));
            if (Files.notExists(told.resolve(environment.toString()))) {
                tell(told.resolve(environment.toString()));
                force(told);
                force(folder);
            }
            destroy(file(environment));
        } catch (IOException e) {
            throw new EnvironmentKeyUnavailable(
                    "The key of environment " + environment + " could not be destroyed; do it again.", e);
        }
        forget(environment);
    }

    private static void tell(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException _) {
            // Another process was faster, and says the same.
        }
    }

    void refresh() {
        Path told = folder.resolve(SHREDDED);
        if (Files.isDirectory(told)) {
            ids(told, "").forEach(this::forget);
        }
        for (UUID environment : ids(folder, KEY)) {
            if (known.size() < KNOWN_MAX && !known.containsKey(environment) && !shredded.contains(environment)) {
                readAhead(environment);
            }
        }
    }

    private void readAhead(UUID environment) {
        try {
            keep(environment);
        } catch (KeyUnavailable | CannotOpen _) {
            // Who needs it will be told.
        }
    }

    private List<UUID> ids(Path of, String suffix) {
        List<UUID> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(of)) {
            files.map(file -> of.relativize(file).toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .filter(name -> ID.matcher(name).matches())
                    .forEach(name -> ids.add(UUID.fromString(name)));
            return ids;
        } catch (IOException e) {
            throw new KeyUnavailable("The folder of environments' keys " + folder + " cannot be read.", e);
        }
    }

    private void forget(UUID environment) {
        shredded.add(environment);
        known.remove(environment);
    }

    private boolean isShreddedNow(UUID environment) {
        if (Files.exists(folder.resolve(SHREDDED).resolve(environment.toString()))) {
            forget(environment);
        }
        return shredded.contains(environment);
    }

    private SecretBytes keep(UUID environment) {
        SecretBytes key = read(environment);
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(environment, key);
        if (shredded.contains(environment)) {
            known.remove(environment);
            throw CannotOpen.uniform();
        }
        return key;
    }

    private SecretBytes read(UUID environment) {
        Path file = file(environment);
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new EnvironmentKeyUnavailable(
                        "The key of environment " + environment + " is open to others; set the mode of " + file
                                + " to 0640 or 0600.",
                        null);
            }
            return SecretBytes.copyFrom(
                    WrappingKeyFile.read(file).revealBytes(Reveal.TO_SEAL), InsecureSecretKeyAccess.get());
        } catch (NoSuchFileException e) {
            throw new EnvironmentKeyUnavailable(
                    "The key of environment " + environment + " is not in " + folder
                            + ": put it back from its copy. Nothing of that environment opens or is sealed without it.",
                    e);
        } catch (EnvironmentKeyUnavailable e) {
            throw e;
        } catch (IOException | KeyUnavailable e) {
            throw new EnvironmentKeyUnavailable(
                    "The key of environment " + environment + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Path file(UUID environment) {
        return folder.resolve(environment + KEY);
    }

    /** Overwritten before it is deleted, for what that is worth on the file system it is on. */
    private void destroy(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) channel.size()));
            channel.force(true);
        }
        Files.deleteIfExists(file);
        force(folder);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
