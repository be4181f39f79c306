/** How the write API hands its commands to those who decide. Knows only the kernel. */
@NullMarked
package dev.runledger.command;

import org.jspecify.annotations.NullMarked;
