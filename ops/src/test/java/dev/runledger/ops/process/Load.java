package dev.runledger.ops.process;

import dev.runledger.ops.process.Api.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that trigger runs without a pause, and what they were answered. */
final class Load implements AutoCloseable {

    private final Api api;
    private final String job;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> oddAnswers = ConcurrentHashMap.newKeySet();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    private Load(Api api, String job) {
        this.api = api;
        this.job = job;
    }

    static Load start(Api api, String job, int clients) {
        Load load = new Load(api, job);
        for (int i = 0; i < clients; i++) {
            load.clients.add(Thread.ofVirtual().start(load::trigger));
        }
        return load;
    }

    private void trigger() {
        try {
            while (!stopped) {
                note(api.run(job));
            }
        } catch (IOException e) {
            oddAnswers.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(Answer answer) {
        if (answer.status() == 200) {
            acknowledged.add(answer.id());
        } else if (answer.status() != 503 || answer.retryAfter().isEmpty()) {
            oddAnswers.add(answer.toString());
        }
    }

    /** The runs whose triggers were answered with 200. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Everything but 200, and 503 that says when to try again. */
    Set<String> oddAnswers() {
        return Set.copyOf(oddAnswers);
    }

    /** Returns when the last call has its answer. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
