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
 * @param replicas of each service
 */
record Options(@Nullable Path data, int port, boolean freePorts, boolean realProviders, int replicas) {
    private static final int REPLICAS_MAX = 8;

    static Options parse(List<String> words) {
        Path data = null;
        int port = 0;
        boolean free = false;
        boolean real = false;
        int replicas = 1;
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "--data" -> data = Path.of(value(word, rest));
                case "--port" -> port = port(value(word, rest));
                case "--free-ports" -> free = true;
                case "--real-providers" -> real = true;
                case "--replicas" -> replicas = replicas(value(word, rest));
                default -> throw new PartFailed("there is no option " + word + "; see ./agent-auth help");
            }
        }
        return new Options(data, port, free, real, replicas);
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
        Part.services().forEach(service -> stack.replicas(service, replicas));
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

    private static int port(String text) {
        return within(text, 1, 65_535, "is not a port");
    }

    private static int replicas(String text) {
        return within(text, 1, REPLICAS_MAX, "is no number of replicas from 1 to " + REPLICAS_MAX);
    }

    private static int within(String text, int least, int most, String complaint) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new PartFailed(text + " " + complaint);
    }
}
