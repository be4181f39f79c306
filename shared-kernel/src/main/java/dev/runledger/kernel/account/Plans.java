package dev.runledger.kernel.account;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans that there are. Their names never change, since clients know them; their numbers are the operator's (API.md §7.3). */
public final class Plans {

    /** What the default account begins with. */
    public static final String ENTERPRISE = "enterprise";

    /** What all others begin with, unless the operator names another. */
    public static final String FREE = "free";

    /** From the smallest to the largest. */
    public static final List<String> NAMES = List.of(FREE, "standard", "pro", ENTERPRISE);

    /** API.md §7.3. */
    public static final Plans DEFAULTS = new Plans(List.of(
            new Plan(NAMES.get(0), 0, 3_000, 10, 300, 30, 7, 2, 0),
            new Plan(NAMES.get(1), 1_900, 50_000, 100, 60, 60, 30, 5, 100),
            new Plan(NAMES.get(2), 9_900, 500_000, 1_000, 60, 300, 90, 20, 50),
            new Plan(NAMES.get(3), 49_900, Plan.NONE, Plan.NONE, 60, 900, 365, Plan.NONE, 0)));

    private final Map<String, Plan> plans = new LinkedHashMap<>();

    /**
     * @param all one for each name, in their order
     * @throws IllegalArgumentException if they are not
     */
    public Plans(Collection<Plan> all) {
        all.forEach(plan -> plans.put(plan.name(), plan));
        if (!List.copyOf(plans.keySet()).equals(NAMES)) {
            throw new IllegalArgumentException("the plans must be " + NAMES + ", not " + plans.keySet());
        }
    }

    /** Empty if there is no such plan. */
    public Optional<Plan> find(String name) {
        return Optional.ofNullable(plans.get(name));
    }

    /** @throws IllegalArgumentException for a name that is none */
    public Plan get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no plan " + name));
    }

    /** In the order of {@link #NAMES}. */
    public List<Plan> all() {
        return List.copyOf(plans.values());
    }
}
