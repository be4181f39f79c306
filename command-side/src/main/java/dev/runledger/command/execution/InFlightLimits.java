package dev.runledger.command.execution;

/**
 * How many runs may be under way at the same time on one node, from before their starts are asked for until their outcomes are
 * stored. A part that is not smaller than the total limits nothing.
 *
 * @param total each may hold a socket, and the usual limit of a process is some ten thousand
 * @param perAccount of one account, whatever it calls
 * @param perHost to one target host, whosever runs they are
 */
public record InFlightLimits(int total, int perAccount, int perHost) {

    /**
     * Half the places are left to other accounts. Many users call one host most of the time, so it may take much; but two that
     * hang still leave their account some room.
     */
    public static final InFlightLimits DEFAULTS = new InFlightLimits(5000, 2500, 1000);

    public InFlightLimits {
        if (total < 1 || perAccount < 1 || perHost < 1) {
            throw new IllegalArgumentException("nothing would ever run within " + total + ", " + perAccount
                    + " per account and " + perHost + " per host");
        }
    }
}
