// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says what this machine has and lacks. Runs from source before anything is built ({@code java Doctor.java}), so it uses nothing but the JDK.
 * Exits 1 if the product cannot run here.
 */
public final class Doctor {
    private static final int[] PORTS = {8080, 8081, 8082, 8083, 9080, 9081, 9082, 9083, 9400, 9501, 9502, 9503};
    private static final long MEMORY_MIB = 1_400;
    private static final long MORE_REPLICAS_MIB = 600;
    private static final long DISK_MIB = 2_000;

    private final PrintStream out;
    private final long memoryMib;
    private boolean lacking;

    private Doctor(PrintStream out, long memoryMib) {
        this.out = out;
        this.memoryMib = memoryMib;
    }

    public static void main(String[] args) {
        Doctor doctor = new Doctor(System.out, MEMORY_MIB + (replicas(String.join("=", args)) - 1) * MORE_REPLICAS_MIB);
        doctor.run();
        System.exit(doctor.lacking ? 1 : 0);
    }

    /** Of {@code --replicas=N} or {@code --replicas N}; one where there is nothing of the kind. */
    private static int replicas(String words) {
        return words.matches("--replicas=[1-8]") ? words.charAt(words.length() - 1) - '0' : 1;
    }

    private void run() {
        check(Runtime.version().feature() >= 25, "JDK", Runtime.version() + " in " + System.getProperty("java.home"));
        check(onPath("mvn"), "Maven", onPath("mvn") ? "on the PATH" : "3.8.7 or newer is needed");
        memory();
        disk();
        ports();
        rootNeedsNamespaces();
        wish(onPath("setpriv"), "setpriv", "ends children with a killed launcher (package util-linux)");
        wish(
                onPath("chromium") || onPath("chromium-browser") || onPath("google-chrome"),
                "Chromium",
                "for the tests of the hosted pages");
        wish(onPath("node") && onPath("npm"), "Node", "for the tests of the hosted pages");
    }

    private void memory() {
        long mib = meminfo();
        check(
                mib < 0 || mib >= memoryMib,
                "memory",
                mib < 0 ? "unknown" : mib + " MiB available, " + memoryMib + " needed");
        String processors = Integer.toString(Runtime.getRuntime().availableProcessors());
        wish(Runtime.getRuntime().availableProcessors() >= 2, "processors", processors + ", two or more start faster");
    }

    private void disk() {
        try {
            long mib = Files.getFileStore(Path.of(System.getProperty("project.root", ".")))
                            .getUsableSpace()
                    >> 20;
            check(mib >= DISK_MIB, "disk", mib + " MiB free, " + DISK_MIB + " needed");
        } catch (IOException e) {
            check(false, "disk", "cannot be looked at: " + e.getMessage());
        }
    }

    private void ports() {
        List<String> taken = new ArrayList<>();
        for (int port : PORTS) {
            if (!isFree(port)) {
                taken.add(Integer.toString(port));
            }
        }
        wish(
                taken.isEmpty(),
                "ports",
                taken.isEmpty()
                        ? "all free"
                        : String.join(", ", taken) + " taken: by a running stack, or use --free-ports");
    }

    /** PostgreSQL refuses to run as root; it is started in a user namespace then. */
    private void rootNeedsNamespaces() {
        if (!"root".equals(System.getProperty("user.name"))) {
            check(true, "PostgreSQL", "runs as " + System.getProperty("user.name"));
            return;
        }
        try {
            Process unshare = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .start();
            check(unshare.waitFor() == 0, "PostgreSQL", "as root it needs user namespaces (unshare -U)");
        } catch (IOException e) {
            check(false, "PostgreSQL", "as root it needs unshare (package util-linux)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(boolean fine, String what, String how) {
        lacking |= !fine;
        tell(fine ? "✓" : "✗", what, how);
    }

    private void wish(boolean there, String what, String how) {
        tell(there ? "✓" : "–", what, how);
    }

    private void tell(String sign, String what, String how) {
        out.append(String.format(Locale.ROOT, "  %s %-12s %s%n", sign, what, how));
        out.flush();
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long meminfo() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
