// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificate authorities that are believed: the JDK's, and those that the operator adds. */
final class Trust {
    private Trust() {}

    /**
     * The JDK's own and those in {@code pem}.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalStateException if it holds no certificates
     */
    static TrustOptions withThoseIn(Path pem) {
        try (InputStream file = Files.newInputStream(pem)) {
            KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
            believed.load(null, null);
            int count = 0;
            for (Certificate more : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                believed.setCertificateEntry("configured-" + count++, more);
            }
            if (count == 0) {
                throw new IllegalStateException("agent-auth.upstream.ca-file holds no certificate");
            }
            for (X509Certificate known : theJdksOwn()) {
                believed.setCertificateEntry("jdk-" + count++, known);
            }
            TrustManagerFactory factory = factory(believed);
            return TrustOptions.wrap(factory);
        } catch (IOException e) {
            throw new UncheckedIOException("agent-auth.upstream.ca-file", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("agent-auth.upstream.ca-file holds no usable certificates", e);
        }
    }

    private static X509Certificate[] theJdksOwn() throws GeneralSecurityException {
        for (TrustManager each : factory(null).getTrustManagers()) {
            if (each instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManagerFactory factory(@Nullable KeyStore believed) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(believed);
        return factory;
    }
}
