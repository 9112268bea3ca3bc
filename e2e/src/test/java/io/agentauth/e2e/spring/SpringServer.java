// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.spring;

import io.agentauth.e2e.support.AppKey;
import io.agentauth.servers.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * Spring Authorization Server in this JVM, on loopback: it takes pushed requests, a redirect URI exactly as registered, and a refresh token once. Ends
 * with {@link #close()}.
 */
public final class SpringServer implements AutoCloseable {
    /** The one person. */
    public static final String USER = "grace";

    /** Her password. */
    public static final String PASSWORD = "nanosecond";

    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(5);

    private final Tomcat tomcat;
    private final Parts parts;

    private SpringServer(Tomcat tomcat, Parts parts) {
        this.tomcat = tomcat;
        this.parts = parts;
    }

    /** Starts it. {@code folder} is for what it writes; clients that sign do it with {@code key}. */
    public static SpringServer start(Path folder, AppKey key) {
        int port = Ports.free();
        Parts parts = Parts.of("http://localhost:" + port);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(
                (_, servlets) -> {
                    AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
                    beans.register(ServerConfiguration.class);
                    beans.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("parts", parts));
                    servlets.addListener(new ContextLoaderListener(beans));
                    servlets.addFilter("security", new DelegatingFilterProxy("springSecurityFilterChain"))
                            .addMappingForUrlPatterns(null, false, "/*");
                    servlets.addServlet("keys", new ClientKeys(key)).addMapping("/");
                },
                null);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException("the server does not start", e);
        }
        return new SpringServer(tomcat, parts);
    }

    /** What goes into a connection's {@code settings.issuer}. */
    public URI issuer() {
        return URI.create(parts.issuer());
    }

    /** Where it says whose an access token is (OpenID Connect Core §5.3). */
    public URI userinfo() {
        return issuer().resolve("/userinfo");
    }

    /** A client with a secret, which people come back from to {@code redirectUri}. */
    public void register(String clientId, String secret, String redirectUri) {
        parts.clients()
                .save(client(clientId, redirectUri)
                        .clientSecret("{noop}" + secret)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .clientSettings(
                                ClientSettings.builder().requireProofKey(true).build())
                        .build());
    }

    /** A client that signs. */
    public void registerSigning(String clientId, String redirectUri) {
        parts.clients()
                .save(client(clientId, redirectUri)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                        .clientSettings(ClientSettings.builder()
                                .requireProofKey(true)
                                .jwkSetUrl(parts.issuer() + ClientKeys.PATH)
                                .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS256)
                                .build())
                        .build());
    }

    private static RegisteredClient.Builder client(String clientId, String redirectUri) {
        return RegisteredClient.withId(UUID.randomUUID().toString())
                .clientId(clientId)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .redirectUri(redirectUri)
                .scope("openid")
                .scope("email")
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(ACCESS_TOKEN_LIFE)
                        .reuseRefreshTokens(false)
                        .build());
    }

    /** Whether it still takes the access token. */
    public boolean isActive(String accessToken) {
        OAuth2Authorization found = find(accessToken);
        return found != null && found.getAccessToken().isActive();
    }

    /** The refresh token that goes with an access token that is active. */
    public String refreshToken(String accessToken) {
        return find(accessToken).getRefreshToken().getToken().getTokenValue();
    }

    private OAuth2Authorization find(String accessToken) {
        return parts.authorizations().findByToken(accessToken, OAuth2TokenType.ACCESS_TOKEN);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
