package dev.runledger.ops.web;

import dev.runledger.command.membership.NodeRole;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Lets only those requests in that this node has a role for: writes, and all that operators do, need one, reads another. What needs neither is answered by all. */
final class RoleFilter extends HttpFilter {

    private static final String API = "/api/v1/";

    /** Pure reckoning. */
    private static final String PREVIEW = API + "schedule_preview";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final transient Set<NodeRole> roles;
    private final transient ErrorMapping errors;

    RoleFilter(Set<NodeRole> roles, ErrorMapping errors) {
        this.roles = Set.copyOf(roles);
        this.errors = errors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getServletPath();
        boolean operating = path.startsWith(OperatorFilter.PATHS);
        NodeRole needed = !operating && READING.contains(request.getMethod()) ? NodeRole.QUERY : NodeRole.COMMAND;
        if (!(operating || path.startsWith(API)) || path.equals(PREVIEW) || roles.contains(needed)) {
            chain.doFilter(request, response);
        } else {
            errors.misdirected(needed).writeTo(response);
        }
    }
}
