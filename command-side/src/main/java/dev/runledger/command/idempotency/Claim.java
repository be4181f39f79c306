package dev.runledger.command.idempotency;

import java.util.UUID;

/** What becomes of a request that asks to be carried out under its key. */
sealed interface Claim {

    /**
     * Whoever asked is to carry it out, and nobody else for now.
     *
     * @param id under which; the same each time that this request is tried
     * @param taker this try, which is over once somebody else has taken the request over
     * @param again whether it was tried before
     */
    record Mine(UUID id, UUID taker, boolean again) implements Claim {}

    /** It was carried out before. */
    record Answered(Answer answer) implements Claim {}

    /** Somebody is at it. */
    record InFlight() implements Claim {}

    /** The key stands for another request. */
    record OtherRequest() implements Claim {}
}
