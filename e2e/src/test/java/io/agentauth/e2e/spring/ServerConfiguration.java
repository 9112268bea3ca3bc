// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.spring;

import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The server as its documents set it up: OpenID Connect, pushed requests, and a form to log in with. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ServerConfiguration {
    @Bean
    SecurityFilterChain filters(HttpSecurity http) throws Exception {
        return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults())
                        .pushedAuthorizationRequestEndpoint(Customizer.withDefaults()))
                .authorizeHttpRequests(requests -> requests.requestMatchers(ClientKeys.PATH)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(Customizer.withDefaults())
                .build();
    }

    @Bean
    RegisteredClientRepository clients(Parts parts) {
        return parts.clients();
    }

    @Bean
    OAuth2AuthorizationService authorizations(Parts parts) {
        return parts.authorizations();
    }

    @Bean
    JWKSource<SecurityContext> keys(Parts parts) {
        return new ImmutableJWKSet<>(parts.keys());
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
        return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    AuthorizationServerSettings settings(Parts parts) {
        return AuthorizationServerSettings.builder().issuer(parts.issuer()).build();
    }

    @Bean
    UserDetailsService people() {
        return new InMemoryUserDetailsManager(User.withUsername(SpringServer.USER)
                .password("{noop}" + SpringServer.PASSWORD)
                .roles("USER")
                .build());
    }
}
