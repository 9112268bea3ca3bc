// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamAnswer.NotSent;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("D8: nothing is sent over a connection that cannot be trusted")
class TlsTest {
    private static final String HOST = "provider.example.com";

    @TempDir
    Path directory;

    final Door door = new Door();
    final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aTrustedServerIsReachedAtTheCheckedAddressUnderItsName() throws Exception {
        UpstreamAnswer answer = postTo(certificate("dns:" + HOST), true);
        assertThat(answer).isInstanceOf(Answered.class);
        assertThat(seen.getFirst()).contains(HOST);
        assertThat(seen.getLast()).containsIgnoringCase("host: " + HOST);
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsNotTrusted() throws Exception {
        assertRefused(postTo(certificate("dns:" + HOST), false));
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() throws Exception {
        assertRefused(postTo(certificate("dns:other.example.com"), true));
    }

    @Test
    void aCertificateForTheAddressAloneIsNotTrusted() throws Exception {
        assertRefused(postTo(certificate("ip:127.0.0.1"), true));
    }

    @Test
    void anExpiredCertificateIsNotTrusted() throws Exception {
        certificate("dns:" + HOST);
        Path authority = directory.resolve("authority.p12");
        keytool(
                authority,
                List.of("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c"));
        Path request = directory.resolve("request.pem");
        keytool(directory.resolve("server.p12"), List.of("-certreq", "-alias", "server", "-file", request.toString()));
        Path issued = directory.resolve("issued.pem");
        List<String> expired = List.of("-startdate", "-10d", "-validity", "5", "-ext", "san=dns:" + HOST);
        List<String> issue = new ArrayList<>(List.of("-gencert", "-rfc", "-alias", "server"));
        issue.addAll(expired);
        issue.addAll(List.of("-infile", request.toString(), "-outfile", issued.toString()));
        keytool(authority, issue);
        Path pem = pem(authority);
        Files.writeString(issued, Files.readString(issued) + Files.readString(pem));
        Path store = directory.resolve("server.p12");
        keytool(store, List.of("-importcert", "-noprompt", "-alias", "server", "-file", issued.toString()));
        door.settings.put("agent-auth.upstream.ca-file", pem.toString());

        assertRefused(postTo(store, false));
    }

    @Test
    void aServerWithoutTlsIsNotSpokenTo() throws Exception {
        try (Server server = Server.answering(Server.answer(200, "", "{}"))) {
            door.settings.put("agent-auth.upstream.private-origins", "https://" + HOST + ":" + server.port());
            door.name(HOST, "127.0.0.1");
            door.settings.put("agent-auth.upstream.connect-timeout", "1s");
            UpstreamAnswer answer = door.post(URI.create("https://" + HOST + ":" + server.port() + "/token"));
            assertThat(answer).isInstanceOf(NotSent.class);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aFileWithoutCertificatesStopsTheStart() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        door.settings.put("agent-auth.upstream.ca-file", empty.toString());
        assertThatThrownBy(door::upstream).isInstanceOf(IllegalStateException.class);
    }

    private void assertRefused(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(NotSent.class);
        assertThat(((NotSent) answer).trouble()).isEqualTo(Trouble.TLS);
        assertThat(seen).noneMatch(request -> request.contains("POST"));
        assertThat(door.told).isEmpty();
    }

    private UpstreamAnswer postTo(Path store, boolean trusted) throws Exception {
        try (SSLServerSocket socket = listen(store)) {
            Thread.ofVirtual().start(() -> serve(socket));
            String origin = "https://" + HOST + ":" + socket.getLocalPort();
            door.settings.put("agent-auth.upstream.private-origins", origin);
            door.name(HOST, "127.0.0.1");
            if (trusted) {
                door.settings.put("agent-auth.upstream.ca-file", pem(store).toString());
            }
            return door.post(URI.create(origin + "/token"));
        }
    }

    private void serve(SSLServerSocket socket) {
        try (SSLSocket connection = (SSLSocket) socket.accept()) {
            connection.startHandshake();
            List<SNIServerName> names = ((ExtendedSSLSession) connection.getSession()).getRequestedServerNames();
            seen.add(names.toString());
            byte[] head = connection.getInputStream().readNBytes(1);
            byte[] more = new byte[8192];
            int length = connection.getInputStream().read(more);
            seen.add(new String(head, StandardCharsets.US_ASCII)
                    + new String(more, 0, Math.max(0, length), StandardCharsets.US_ASCII));
            connection.getOutputStream().write(Server.answer(200, "", "{}").getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static SSLServerSocket listen(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
    }

    private Path certificate(String name) throws Exception {
        Path store = directory.resolve("server.p12");
        keytool(
                store,
                List.of(
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + name));
        return store;
    }

    private Path pem(Path store) throws Exception {
        Path pem = directory.resolve("ca.pem");
        keytool(store, List.of("-exportcert", "-rfc", "-alias", "server", "-file", pem.toString()));
        return pem;
    }

    private static void keytool(Path store, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
