package dev.runledger.ops;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words after the command: options of the form {@code --name value} or {@code --name=value}. */
record CommandLine(Map<String, String> options) {

    CommandLine {
        options = Map.copyOf(options);
    }

    /** @throws BadUsage for a word that is no option, an option that is not known, or one without its value */
    static CommandLine parse(List<String> words, Set<String> known) {
        Map<String, String> options = new HashMap<>();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!known.contains(name)) {
                throw new BadUsage("There is no option " + name + " here; known are " + String.join(", ", known) + ".");
            }
            if (equals < 0 && !rest.hasNext()) {
                throw new BadUsage(name + " needs a value.");
            }
            options.put(name, equals < 0 ? rest.next() : word.substring(equals + 1));
        }
        return new CommandLine(options);
    }

    Optional<String> get(String option) {
        return Optional.ofNullable(options.get(option));
    }
}
