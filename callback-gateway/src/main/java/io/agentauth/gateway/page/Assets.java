// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The style sheet and the icon, under names that carry their hash: browsers keep them for good, a release brings new names. */
public final class Assets {
    static final Assets ALL = new Assets();

    private static final String FOLDER = "/assets/";
    private static final int HASH_CHARS = 12;

    /**
     * One file.
     *
     * @param file its name, with the hash
     */
    record Asset(String file, String contentType, Buffer content) {
        String path() {
            return FOLDER + file;
        }
    }

    private final Asset style = load("style", "css", "text/css; charset=utf-8");
    private final Asset icon = load("icon", "svg", "image/svg+xml");
    private final Map<String, Asset> byFile = Map.of(style.file(), style, icon.file(), icon);

    private Assets() {}

    /** The path of the style sheet. */
    public String style() {
        return style.path();
    }

    /** The path of the icon. */
    public String icon() {
        return icon.path();
    }

    @Nullable
    Asset find(String file) {
        return byFile.get(file);
    }

    private static Asset load(String name, String extension, String contentType) {
        String file = FOLDER + name + "." + extension;
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            byte[] bytes = in.readAllBytes();
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_CHARS);
            return new Asset(name + "." + hash + "." + extension, contentType, Buffer.buffer(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
