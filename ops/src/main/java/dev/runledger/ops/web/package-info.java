/**
 * The edge: who calls, how bodies come in and answers go out, and how each refusal and fault is told. May use Spring MVC
 * and Tomcat, the kernel, and nothing of either side.
 */
@NullMarked
package dev.runledger.ops.web;

import org.jspecify.annotations.NullMarked;
