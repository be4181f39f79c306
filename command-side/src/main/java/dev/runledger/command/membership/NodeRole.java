package dev.runledger.command.membership;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does for all. A process may have several roles, and each role needs one process at least. */
public enum NodeRole {

    /** Takes writes over HTTP, lets recurring jobs fire, sees one-offs to their end. */
    COMMAND,

    /** Carries runs out. */
    WORKER,

    /** Builds the lists and answers reads over HTTP. */
    QUERY;

    public static final Set<NodeRole> ALL = Set.of(values());

    /**
     * Reads {@code all} or a comma list such as {@code command,query}.
     *
     * @throws IllegalArgumentException naming the word that is no role
     */
    public static Set<NodeRole> parse(String text) {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        for (String word : text.split(",", -1)) {
            String name = word.strip().toLowerCase(Locale.ROOT);
            roles.addAll(name.equals("all") ? ALL : Set.of(one(name)));
        }
        return Set.copyOf(roles);
    }

    private static NodeRole one(String name) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + name + "\" is no role; there are all, command, worker and query"));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As {@link #stored} wrote it. */
    static Set<NodeRole> ofStored(String text) {
        return text.isEmpty() ? Set.of() : parse(text);
    }

    static String stored(Collection<NodeRole> roles) {
        List<NodeRole> sorted = roles.stream().sorted().toList();
        return sorted.stream().map(NodeRole::text).collect(Collectors.joining(","));
    }
}
