package dev.runledger.ops.web;

import java.util.Optional;

/**
 * Who may do what concerns all accounts.
 *
 * @param token empty for nobody
 */
public record Operator(Optional<OperatorToken> token) {}
