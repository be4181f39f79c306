package dev.runledger.ops;

import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The service in the foreground, until it is told to stop. */
final class Serve {

    private Serve() {}

    /** Returns only if the start fails; a running service ends with its process. */
    static void run(List<String> words, Map<String, String> environment, PrintStream out)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        NodeSettings settings = NodeSettings.read(words, environment);
        Progress progress = sentence -> out.println(sentence + " …");
        progress.step("Starting Runledger " + Version.text() + " with data in " + settings.data());
        try (Shutdown shutdown = Shutdown.onSignal(out)) {
            Node node = shutdown.open(stopping -> Node.start(settings, progress, stopping));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            out.printf("Ready after %.1f s.%n", took.toMillis() / 1000.0);
            out.println("API and health: http://" + settings.bind() + ":" + node.port() + " (/api/v1, /readyz)");
            Path key = settings.data().resolve(NodeData.KEY_FILE);
            if (settings.apiKey().isEmpty() && Files.exists(key)) {
                out.println("API key: in " + key);
            }
            new CountDownLatch(1).await();
        }
    }
}
