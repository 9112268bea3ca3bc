// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.Client;
import io.agentauth.oauth.ClientAuthentication;
import io.agentauth.oauth.ClientCertificate;
import io.agentauth.oauth.TokenEndpoint;
import io.agentauth.oauth.TokenRequest;
import io.agentauth.oauth.WrittenKey;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamAnswer.NotSent;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
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
    @DisplayName(
            "RFC 8705 §2: a server that demands a client's certificate sees it, and nobody else's request goes over that connection")
    void aClientShowsItsCertificate() throws Exception {
        Path server = certificate("dns:" + HOST);
        Path client = directory.resolve("client.p12");
        keytool(
                client,
                List.of(
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=client-1"));
        door.settings.put("agent-auth.upstream.ca-file", pem(server).toString());
        try (SSLServerSocket socket = demanding(server, client)) {
            Thread.ofVirtual().start(() -> serveAll(socket));
            String origin = "https://" + HOST + ":" + socket.getLocalPort();
            door.settings.put("agent-auth.upstream.private-origins", origin);
            door.name(HOST, "127.0.0.1");
            Upstream upstream = door.upstream();

            UpstreamAnswer shown = Door.send(upstream, refresh(origin, ClientAuthentication.TLS_CLIENT_AUTH, client));
            UpstreamAnswer hidden = Door.send(upstream, refresh(origin, ClientAuthentication.NONE, client));
            UpstreamAnswer again =
                    Door.send(upstream, refresh(origin, ClientAuthentication.SELF_SIGNED_TLS_CLIENT_AUTH, client));

            assertThat(shown).isInstanceOf(Answered.class);
            assertThat(hidden).isNotInstanceOf(Answered.class);
            assertThat(again).isInstanceOf(Answered.class);
            assertThat(seen).hasSize(2).allSatisfy(request -> assertThat(request)
                    .startsWith("CN=client-1 POST /token")
                    .contains("client_id=client-1")
                    .doesNotContain("client_secret"));
        }
    }

    private static UpstreamRequest refresh(String origin, ClientAuthentication style, Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        ClientCertificate certificate = ClientCertificate.read(
                inPem("CERTIFICATE", keys.getCertificate("server").getEncoded()),
                WrittenKey.read(Sensitive.of(inPem(
                        "PRIVATE KEY",
                        keys.getKey("server", "changeit".toCharArray()).getEncoded()))),
                Instant.now());
        URI uri = URI.create(origin + "/token");
        Client client = new Client("client-1", certificate.toSensitive(), uri);
        TokenEndpoint endpoint =
                new TokenEndpoint(uri, uri, style, BodyFormat.FORM, Map.of(), Map.of(), Map.of(), Map.of());
        return UpstreamRequest.of(TokenRequest.forRefresh(endpoint, client, Sensitive.of("r-1")))
                .within(Duration.ofSeconds(10));
    }

    private static String inPem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }

    private void serveAll(SSLServerSocket socket) {
        try {
            while (true) {
                SSLSocket connection = (SSLSocket) socket.accept();
                Thread.ofVirtual().start(() -> answerOnce(connection));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private void answerOnce(SSLSocket connection) {
        try (connection) {
            connection.startHandshake();
            String who = connection.getSession().getPeerPrincipal().getName();
            byte[] request = new byte[8192];
            int length = connection.getInputStream().read(request);
            StringBuilder whole = new StringBuilder(new String(request, 0, length, StandardCharsets.US_ASCII));
            while (whole.indexOf("refresh_token=") < 0 && length > 0) {
                length = connection.getInputStream().read(request);
                whole.append(new String(request, 0, Math.max(0, length), StandardCharsets.US_ASCII));
            }
            seen.add(who + " " + whole);
            connection
                    .getOutputStream()
                    .write(Server.answer(200, "Connection: close\r\n", "{}").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // Nobody proved anything.
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

    private static SSLServerSocket demanding(Path store, Path client) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(client)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        known.setCertificateEntry("client", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLServerSocket socket = listen(store, trust.getTrustManagers());
        socket.setNeedClientAuth(true);
        return socket;
    }

    private static SSLServerSocket listen(Path store) throws Exception {
        return listen(store, null);
    }

    private static SSLServerSocket listen(Path store, TrustManager[] trusted) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), trusted, null);
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
