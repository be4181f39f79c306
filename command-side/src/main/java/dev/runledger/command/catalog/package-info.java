/** The facts that edits and triggers of jobs are judged by, and which no single stream holds. */
@NullMarked
package dev.runledger.command.catalog;

import org.jspecify.annotations.NullMarked;
