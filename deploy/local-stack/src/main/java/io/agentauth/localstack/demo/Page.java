// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as someone without a screen knows it: heading, forms, their fields and buttons by name. Reads the plain HTML that our own pages and
 * the emulator's have; it is no browser.
 *
 * @param at where it was shown
 * @param status HTTP's
 */
public record Page(URI at, int status, String html) {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final Pattern FORM = Pattern.compile("<form\\b([^>]*)>(.*?)</form>", FLAGS);
    private static final Pattern CONTROL = Pattern.compile("<input\\b([^>]*)>|<button\\b([^>]*)>(.*?)</button>", FLAGS);
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([\\w-]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>]+)))?");
    private static final Pattern HEADING = Pattern.compile("<h1\\b[^>]*>(.*?)</h1>", FLAGS);
    private static final Pattern TITLE = Pattern.compile("<title\\b[^>]*>(.*?)</title>", FLAGS);

    /** A button, and what pressing it adds to the form. */
    public record Button(String label, String name, String value) {}

    /** A named value of a form. */
    public record Field(String name, String value) {}

    /** A form with what it would send as it stands. */
    public record Form(String action, boolean post, List<Field> fields, List<Button> buttons) {
        /** The button whose label has one of these words. */
        public Optional<Button> button(String... words) {
            return buttons.stream()
                    .filter(button -> {
                        String label = button.label().toLowerCase(Locale.ROOT);
                        return List.of(words).stream().anyMatch(label::contains);
                    })
                    .findFirst();
        }
    }

    /** What it says at its top. */
    public String heading() {
        return first(HEADING).or(() -> first(TITLE)).orElse("a page without a heading");
    }

    public List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        Matcher found = FORM.matcher(html);
        while (found.find()) {
            Map<String, String> attributes = attributes(found.group(1));
            forms.add(form(attributes, found.group(2)));
        }
        return forms;
    }

    private Form form(Map<String, String> attributes, String inside) {
        List<Field> fields = new ArrayList<>();
        List<Button> buttons = new ArrayList<>();
        Matcher control = CONTROL.matcher(inside);
        while (control.find()) {
            boolean input = control.group(1) != null;
            Map<String, String> own = attributes(input ? control.group(1) : control.group(2));
            String type = own.getOrDefault("type", input ? "text" : "submit");
            String name = own.getOrDefault("name", "");
            String value = own.getOrDefault("value", "");
            switch (type) {
                case "submit" -> buttons.add(new Button(input ? value : text(control.group(3)), name, value));
                case "button", "reset" -> {}
                case "checkbox", "radio" -> {
                    if (own.containsKey("checked")) {
                        fields.add(new Field(name, value.isEmpty() ? "on" : value));
                    }
                }
                default -> fields.add(new Field(name, value));
            }
        }
        return new Form(
                attributes.getOrDefault("action", ""),
                "post".equalsIgnoreCase(attributes.get("method")),
                fields,
                buttons);
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher found = ATTRIBUTE.matcher(text);
        while (found.find()) {
            String value =
                    found.group(2) != null ? found.group(2) : found.group(3) != null ? found.group(3) : found.group(4);
            attributes.put(found.group(1).toLowerCase(Locale.ROOT), value == null ? "" : unescaped(value));
        }
        return attributes;
    }

    private Optional<String> first(Pattern pattern) {
        Matcher found = pattern.matcher(html);
        return found.find() ? Optional.of(text(found.group(1))) : Optional.empty();
    }

    private static String text(String html) {
        return unescaped(html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip());
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
