package dev.runledger.ops.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value made when first asked for; two threads that ask at once may both make it, so it must be immutable. */
final class Late<T> {

    private volatile @Nullable Supplier<T> source;
    private volatile @Nullable T value;

    Late(Supplier<T> source) {
        this.source = source;
    }

    T get() {
        T made = value;
        Supplier<T> maker = source;
        if (made == null && maker != null) {
            made = maker.get();
            value = made;
            source = null;
        }
        return made == null ? get() : made;
    }
}
