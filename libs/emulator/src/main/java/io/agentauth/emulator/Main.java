// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator;

import io.agentauth.emulator.switches.Switches;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The emulator as a process of its own. Options, each {@code --name=value}, all may be left out: {@code port} (9400), {@code host} (127.0.0.1),
 * {@code public-url}, {@code client-secret}, {@code open} (true), {@code access-lifetime} (seconds), {@code presentations-kept},
 * {@code seed}, {@code until-ended} (a process id: stops when that process ends). Says one line when it is ready, stops on SIGTERM.
 */
public final class Main {
    private static final Set<String> OPTIONS = Set.of(
            "port",
            "host",
            "public-url",
            "client-secret",
            "open",
            "access-lifetime",
            "presentations-kept",
            "seed",
            "until-ended");

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            Map<String, String> options = options(args);
            untilEnded(options);
            Emulator emulator = Emulator.start(settings(options));
            Runtime.getRuntime().addShutdownHook(new Thread(emulator::close, "stop"));
            System.out.append("provider emulator ready at " + emulator.url() + "\n");
            System.out.flush();
        } catch (RuntimeException e) {
            System.err.append(e.getMessage() + "\n");
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    static EmulatorSettings settings(Map<String, String> options) {
        EmulatorSettings usual = EmulatorSettings.onPort(Integer.parseInt(options.getOrDefault("port", "9400")));
        String lifetime = options.get("access-lifetime");
        Switches switches = lifetime == null || lifetime.isEmpty()
                ? Switches.NONE
                : new Switches(
                        Long.valueOf(lifetime), null, null, null, null, null, null, null, null, null, null, null, null);
        return new EmulatorSettings(
                options.getOrDefault("host", usual.host()),
                usual.port(),
                options.getOrDefault("public-url", ""),
                options.getOrDefault("client-secret", EmulatorSettings.CLIENT_SECRET),
                Boolean.parseBoolean(options.getOrDefault("open", "true")),
                Integer.parseInt(options.getOrDefault("presentations-kept", "100000")),
                Long.parseLong(options.getOrDefault("seed", "1")),
                switches);
    }

    static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 || !arg.startsWith("--") ? "" : arg.substring(2, equals);
            if (!OPTIONS.contains(name)) {
                throw new IllegalArgumentException("unknown option " + arg);
            }
            options.put(name, arg.substring(equals + 1));
        }
        return options;
    }

    private static void untilEnded(Map<String, String> options) {
        String pid = options.get("until-ended");
        if (pid != null) {
            Optional<ProcessHandle> other = ProcessHandle.of(Long.parseLong(pid));
            if (other.isEmpty()) {
                throw new IllegalArgumentException("process " + pid + " has ended already");
            }
            var _ = other.get().onExit().thenRun(() -> System.exit(0));
        }
    }
}
