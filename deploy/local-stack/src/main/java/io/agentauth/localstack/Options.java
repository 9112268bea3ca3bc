// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import io.agentauth.localstack.process.PartFailed;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was typed behind the command.
 *
 * @param data the data folder; null for the default
 * @param port of the gateway; 0 for the default
 * @param freePorts whether every part takes any free port
 * @param realProviders whether calls of providers go to the providers themselves
 */
record Options(@Nullable Path data, int port, boolean freePorts, boolean realProviders) {
    static Options parse(List<String> words) {
        Path data = null;
        int port = 0;
        boolean free = false;
        boolean real = false;
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "--data" -> data = Path.of(value(word, rest));
                case "--port" -> port = number(value(word, rest));
                case "--free-ports" -> free = true;
                case "--real-providers" -> real = true;
                default -> throw new PartFailed("there is no option " + word + "; see ./agent-auth help");
            }
        }
        return new Options(data, port, free, real);
    }

    LocalStack.Builder stack() {
        LocalStack.Builder stack = LocalStack.builder();
        if (freePorts) {
            stack.freePorts();
        }
        if (realProviders) {
            stack.realProviders();
        }
        if (port != 0) {
            stack.port(Part.CALLBACK_GATEWAY, port);
        }
        if (data != null) {
            stack.data(data);
        }
        return stack;
    }

    Path dataOrDefault() {
        return data == null ? Root.find().resolve("data") : data.toAbsolutePath();
    }

    private static String value(String word, Iterator<String> rest) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            return word.substring(equals + 1);
        }
        if (!rest.hasNext()) {
            throw new PartFailed(word + " needs a value");
        }
        return rest.next();
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new PartFailed(text + " is not a port");
    }
}
