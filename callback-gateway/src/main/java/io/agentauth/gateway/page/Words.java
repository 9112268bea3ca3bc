// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every word that a person reads, in one language. To translate, add {@code words_<language>.properties} beside the English one; what it
 * lacks is shown in English. Values are text, never markup; {@code {0}} and {@code {1}} are replaced by what the page has to name.
 */
public final class Words {
    private static final String ENGLISH = "en";
    private static final Map<String, Words> ALL = load();

    private final String language;
    private final Properties texts;

    private Words(String language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    /** The best language for a browser's {@code Accept-Language}; English where it asks for none that is there. */
    public static Words of(@Nullable String acceptLanguage) {
        return require(choose(acceptLanguage));
    }

    private static String choose(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > 500) {
            return ENGLISH;
        }
        try {
            String found = Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), ALL.keySet());
            return found == null ? ENGLISH : found;
        } catch (IllegalArgumentException notALanguageRange) {
            return ENGLISH;
        }
    }

    private static Words require(String language) {
        Words words = ALL.get(language);
        if (words == null) {
            throw new IllegalStateException("words_" + language + ".properties is missing");
        }
        return words;
    }

    /** The page's {@code lang}. */
    public String language() {
        return language;
    }

    /** A text; an unknown key is a mistake of ours and shown as itself. */
    public String get(String key) {
        return texts.getProperty(key, key);
    }

    /** A text that names something. */
    public String get(String key, @Nullable String first) {
        return get(key).replace("{0}", first == null ? "" : first);
    }

    /** A text that names two things. What is named may itself contain braces: each place is filled once. */
    public String get(String key, @Nullable String first, @Nullable String second) {
        StringBuilder filled = new StringBuilder();
        String text = get(key);
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("{0}", i) || text.startsWith("{1}", i)) {
                String value = text.charAt(i + 1) == '0' ? first : second;
                filled.append(value == null ? "" : value);
                i += 2;
            } else {
                filled.append(text.charAt(i));
            }
        }
        return filled.toString();
    }

    /** Whether there is a text. */
    public boolean has(String key) {
        return texts.getProperty(key) != null;
    }

    /** The languages that there are. */
    static List<String> languages() {
        return List.copyOf(ALL.keySet());
    }

    private static Map<String, Words> load() {
        Properties english = read(ENGLISH, null);
        if (english == null) {
            throw new IllegalStateException("words_en.properties is missing");
        }
        Map<String, Words> all = new TreeMap<>();
        for (String language : Locale.getISOLanguages()) {
            Properties texts = ENGLISH.equals(language) ? english : read(language, english);
            if (texts != null) {
                all.put(language, new Words(language, texts));
            }
        }
        return Map.copyOf(all);
    }

    private static @Nullable Properties read(String language, @Nullable Properties fallback) {
        String name = "/words/words_" + language + ".properties";
        try (InputStream file = Words.class.getResourceAsStream(name)) {
            if (file == null) {
                return null;
            }
            Properties texts = fallback == null ? new Properties() : new Properties(fallback);
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
