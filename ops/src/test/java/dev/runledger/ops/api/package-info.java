/**
 * The API as clients meet it: a whole node in this JVM, spoken to over sockets alone, and every answer held to the API's
 * own description.
 */
@NullMarked
package dev.runledger.ops.api;

import org.jspecify.annotations.NullMarked;
