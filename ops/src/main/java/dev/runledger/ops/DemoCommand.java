package dev.runledger.ops;

import dev.runledger.ops.demo.Demo;
import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The service on a data directory of its own that is gone afterwards, with the demonstration's story told against it. */
final class DemoCommand {

    private static final String STAY = "--stay";

    private DemoCommand() {}

    static void run(List<String> words, PrintStream out) throws IOException, InterruptedException {
        boolean stay = CommandLine.parse(words, Set.of(STAY))
                .get(STAY)
                .map(Boolean::parseBoolean)
                .orElse(true);
        Progress progress = sentence -> out.println(sentence + " …");
        try (Shutdown shutdown = Shutdown.onSignal(out)) {
            ThrowAway data = shutdown.open(stopping -> ThrowAway.create());
            Demo demo = shutdown.open(stopping -> Demo.prepare(out));
            NodeSettings settings = settings(data.directory(), demo.targetPort());
            Node node = shutdown.open(stopping -> Node.start(settings, progress, stopping));
            String key = Files.readString(data.directory().resolve(NodeData.KEY_FILE))
                    .strip();
            demo.tell("http://127.0.0.1:" + node.port(), key);
            if (stay) {
                out.println("The service stays up until you press Ctrl-C; nothing of it remains then.");
                new CountDownLatch(1).await();
            }
        }
    }

    private static NodeSettings settings(Path directory, int targetPort) {
        return NodeSettings.read(
                List.of("--data", directory.toString(), "--port", "0"),
                Map.of(
                        "RUNLEDGER_EGRESS_ALLOW",
                        "127.0.0.0/8",
                        "RUNLEDGER_EGRESS_PORTS",
                        Integer.toString(targetPort)));
    }

    /** A directory that goes with the demonstration. */
    private record ThrowAway(Path directory) implements AutoCloseable {

        static ThrowAway create() throws IOException {
            return new ThrowAway(Files.createTempDirectory("runledger-demo"));
        }

        @Override
        public void close() throws IOException {
            Files.walkFileTree(directory, new Deletion());
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
