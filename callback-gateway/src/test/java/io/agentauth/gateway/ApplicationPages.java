// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.agentauth.testkit.ProjectRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** An application that uses {@code openConnect}, and a provider on another origin: pages of two servers. */
final class ApplicationPages implements AutoCloseable {
    private static final String SETTINGS =
            """
            <!doctype html><title>Settings</title><button id="connect">Connect</button>
            <script type="module">
              import { openConnect } from '/connect.js';
              const query = new URLSearchParams(location.search);
              window.heard = [];
              addEventListener('message', (event) => heard.push(event.origin));
              const begin = async () => { window.outcome = await openConnect({ url: query.get('link') }); };
              document.getElementById('connect').onclick = begin;
              if (query.has('unasked')) begin();
            </script>
            """;
    private static final String CONNECTED =
            """
            <!doctype html><title>Connected</title>
            <script type="module">
              import { finishConnect } from '/connect.js';
              window.outcome = finishConnect();
              window.opener?.postMessage('the page has run', '*');
            </script>
            """;
    private static final String AS_WRITTEN =
            """
            <!doctype html><title>As written</title><button id="connect">Connect</button>
            <script type="importmap">{"imports": {"@agentauth/sdk/connect": "/connect.js"}}</script>
            <script type="module">
              const button = document.getElementById('connect');
              const linkFromYourBackEnd = new URLSearchParams(location.search).get('link');
              %s
            </script>
            """;
    private static final String CONSENT =
            """
            <!doctype html><title>Consent</title><a id="allow" href="%1$scode=c&state=s">Allow</a>
            <a id="deny" href="%1$serror=access_denied&state=s">Deny</a>
            <script>
              addEventListener('message', (event) => (window.heard ??= []).push(JSON.stringify(event.data)));
              window.opener?.postMessage({ type: 'agent-auth-connect', id: '1', outcome: { status: 'done' } }, '*');
            </script>
            """;

    private final HttpServer application;
    private final HttpServer provider;

    ApplicationPages(String callback) throws IOException {
        application = server();
        page(application, "/settings", "text/html", SETTINGS);
        page(application, "/connected", "text/html", CONNECTED);
        List<String> readme = blocks();
        page(application, "/settings-as-written", "text/html", AS_WRITTEN.formatted(readme.get(0)));
        page(application, "/connected-as-written", "text/html", AS_WRITTEN.formatted(readme.get(1)));
        page(application, "/connect.js", "text/javascript", Files.readString(script()));
        provider = server();
        page(provider, "/authorize", "text/html", CONSENT.formatted(callback + "?"));
    }

    /** The page with the button, and the page that it ends at, as the SDK's README has them. */
    private static List<String> blocks() throws IOException {
        String readme = Files.readString(ProjectRoot.find().resolve("sdk/javascript/README.md"));
        return Pattern.compile("```javascript\n(.*?)```", Pattern.DOTALL)
                .matcher(readme.substring(readme.indexOf("## In the browser")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What browsers load. */
    static Path script() {
        return ProjectRoot.find().resolve("sdk/javascript/src/connect.js");
    }

    String application() {
        return "http://localhost:" + application.getAddress().getPort();
    }

    String provider() {
        return "http://127.0.0.1:" + provider.getAddress().getPort();
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        return server;
    }

    private static void page(HttpServer server, String path, String type, String text) {
        server.createContext(path, exchange -> {
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public void close() {
        application.stop(0);
        provider.stop(0);
    }
}
