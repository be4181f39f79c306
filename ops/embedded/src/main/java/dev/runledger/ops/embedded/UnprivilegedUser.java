package dev.runledger.ops.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides as whom PostgreSQL runs, because it refuses to run as root. In a user namespace the process is nobody in its
 * own eyes while its files stay ours, so that is preferred; where namespaces are forbidden, as in most containers, it
 * runs as the user {@code nobody}, who then owns the cluster.
 *
 * <p>Where the system has the tools, the process also gets a session of its own, so that Ctrl-C at the terminal reaches
 * only the service, which then stops the database in order; and the kernel is asked to stop it when the service is killed.
 * Nothing relies on the latter.
 */
final class UnprivilegedUser {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    private static final String STOPPED_WITH_US = "--pdeathsig INT";
    private static final List<String> OWN_SESSION_BY_PERL =
            List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV");

    private UnprivilegedUser() {}

    /** The first way of starting a program that works here. */
    static Launch choose(PostgresBinaries binaries, DataDirectory directory, Platform platform) {
        List<String> refusals = new ArrayList<>();
        for (Launch launch : candidates(platform, directory)) {
            Optional<String> refusal = probe(launch, binaries, directory);
            if (refusal.isEmpty()) {
                return launch;
            }
            refusals.add(String.join(" ", launch.prefix()) + ": " + refusal.get());
        }
        throw new EmbeddedFailure(explanation(binaries, refusals));
    }

    private static Optional<String> probe(Launch launch, PostgresBinaries binaries, DataDirectory directory) {
        try {
            launch.letThrough(directory.root());
            Command.Result version =
                    Command.run(PROBE_LIMIT, directory.root(), launch.words(binaries.program("postgres"), "--version"));
            return version.succeeded() ? Optional.empty() : Optional.of(version.output());
        } catch (IOException e) {
            return Optional.of(Failures.reason(e));
        }
    }

    private static String explanation(PostgresBinaries binaries, List<String> refusals) {
        String why = isRoot()
                ? "PostgreSQL does not run as root, and no way to run it as another user works here. Run the service as a"
                        + " user of its own, or name a data directory that every user can reach."
                : "The bundled PostgreSQL " + binaries.version()
                        + " does not run on this system. It needs glibc 2.25 or"
                        + " newer and libstdc++; where they cannot be had, use a PostgreSQL server of your own.";
        return why + " Tried:\n  " + String.join("\n  ", refusals);
    }

    private static List<Launch> candidates(Platform platform, DataDirectory directory) {
        if (!platform.isLinux()) {
            return List.of(new Launch(OWN_SESSION_BY_PERL, null), new Launch(List.of(), null));
        }
        if (isRoot()) {
            return asRoot(directory);
        }
        Stream<Launch> plain =
                Stream.of(ours("setsid setpriv " + STOPPED_WITH_US), ours("setsid"), new Launch(List.of(), null));
        return isNameless() ? Stream.concat(inNamespace(), plain).toList() : plain.toList();
    }

    /** A cluster stays with the user who has it. */
    private static List<Launch> asRoot(DataDirectory directory) {
        Stream<Launch> asOther = owner(directory).stream().flatMap(UnprivilegedUser::as);
        return Files.exists(directory.cluster()) && !ownedByRoot(directory.cluster())
                ? Stream.concat(asOther, inNamespace()).toList()
                : Stream.concat(inNamespace(), asOther).toList();
    }

    private static Stream<Launch> inNamespace() {
        return Stream.of(ours("setsid unshare --user setpriv " + STOPPED_WITH_US), ours("unshare --user"));
    }

    private static Stream<Launch> as(UserPrincipal user) {
        String change = "setpriv --reuid " + user.getName() + " --regid 65534 --clear-groups";
        return Stream.of(
                new Launch(words("setsid " + change + " " + STOPPED_WITH_US), user), new Launch(words(change), user));
    }

    private static Optional<UserPrincipal> owner(DataDirectory directory) {
        try {
            if (Files.exists(directory.cluster()) && !ownedByRoot(directory.cluster())) {
                return Optional.of(Files.getOwner(directory.cluster()));
            }
            return Optional.of(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean ownedByRoot(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    private static Launch ours(String prefix) {
        return new Launch(words(prefix), null);
    }

    private static List<String> words(String line) {
        return List.of(line.split(" "));
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    /** A container may run us under a number that has no name; PostgreSQL insists on a name, which a namespace gives. */
    private static boolean isNameless() {
        return "?".equals(System.getProperty("user.name"));
    }
}
