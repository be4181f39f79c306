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
import org.jspecify.annotations.Nullable;

/** The service on a data directory of its own that is gone afterwards, with the demonstration's story told against it. */
final class DemoCommand {

    private static final String STAY = "--stay";

    private DemoCommand() {}

    static void run(List<String> words, PrintStream out) throws IOException, InterruptedException {
        boolean stay = CommandLine.parse(words, Set.of(STAY))
                .get(STAY)
                .map(Boolean::parseBoolean)
                .orElse(true);
        Path directory = Files.createTempDirectory("runledger-demo");
        Running running = new Running(directory);
        Shutdown.closing(running, out);
        Progress progress = sentence -> out.println(sentence + " …");
        try (Demo demo = Demo.prepare(out)) {
            NodeSettings settings = NodeSettings.read(
                    List.of("--data", directory.toString(), "--port", "0"),
                    Map.of(
                            "RUNLEDGER_EGRESS_ALLOW",
                            "127.0.0.0/8",
                            "RUNLEDGER_EGRESS_PORTS",
                            Integer.toString(demo.targetPort())));
            Node node = Node.start(settings, progress);
            running.node = node;
            String base = "http://127.0.0.1:" + node.port();
            String key = Files.readString(directory.resolve(NodeData.KEY_FILE)).strip();
            demo.tell(base, key);
            if (stay) {
                out.println("The service stays up until you press Ctrl-C; nothing of it remains then.");
                new CountDownLatch(1).await();
            }
        }
        System.exit(0);
    }

    /** What there is to take down: less, the earlier the demonstration is stopped. */
    private static final class Running implements AutoCloseable {

        private final Path directory;
        private volatile @Nullable Node node;

        Running(Path directory) {
            this.directory = directory;
        }

        @Override
        public void close() throws IOException {
            Node started = node;
            if (started != null) {
                started.close();
            }
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
