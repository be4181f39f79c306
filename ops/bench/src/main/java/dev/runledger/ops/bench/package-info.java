/**
 * Measures the service from within its own JVM, against a target in a process of its own, and prints one JSON line per
 * figure. Uses what the service is made of, changes nothing of it, and owns no table. Start with {@link BenchMain}; the method
 * is in docs/performance.md.
 */
@NullMarked
package dev.runledger.ops.bench;

import org.jspecify.annotations.NullMarked;
