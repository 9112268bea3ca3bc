// SPDX-License-Identifier: Apache-2.0
package io.agentauth.e2e.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.e2e.support.AppKey;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves what clients sign with, where the server fetches it; everything else that no filter answers is not there. */
final class ClientKeys extends HttpServlet {
    static final String PATH = "/client-keys";

    private static final long serialVersionUID = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient AppKey key;

    ClientKeys(AppKey key) {
        this.key = key;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getRequestURI().equals(PATH)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/json");
        response.getWriter().write(JSON.writeValueAsString(key.jwks()));
    }
}
