// SPDX-License-Identifier: Apache-2.0
package io.agentauth.localstack.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** How to tell that a process can be used. */
@FunctionalInterface
public interface Readiness {
    int TRY_MILLIS = 1_000;

    boolean isReady();

    /** It answers GET {@code path} on 127.0.0.1 with 200. */
    static Readiness http(int port, String path) {
        return () -> {
            try {
                HttpURLConnection connection = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
                connection.setConnectTimeout(TRY_MILLIS);
                connection.setReadTimeout(TRY_MILLIS);
                try {
                    return connection.getResponseCode() == 200;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** It takes connections. */
    static Readiness listening(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TRY_MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        };
    }

    /** It has written this file. */
    static Readiness file(Path file) {
        return () -> Files.exists(file);
    }
}
