package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.ops.process.Api.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** kill -9 while clients make runs under keys: when they send all of it again, each key has made one run. */
class RepeatedRequestsIT {

    private static final int KEYS = 200;
    private static final int CLIENTS = 8;

    /** Answered before the kill, so that some keys are answered, some under way and some never sent. */
    private static final int ANSWERED = 60;

    private static final String LEASE = "IDEMPOTENCY_LEASE=1s";

    @Test
    void eachKeyMakesOneRunHoweverOftenItIsSent() throws Exception {
        try (Installation home = Installation.create();
                HitRecorder target = new HitRecorder()) {
            ServiceProcess service = home.serve(LEASE);
            Api before = home.api(service);
            before.createJob("job", target.url());
            Map<String, String> runs = new ConcurrentHashMap<>();
            List<Thread> clients = clients(before, keys(), runs);
            await().atMost(ServiceProcess.PATIENCE).until(() -> runs.size() >= ANSWERED);
            service.kill();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(runs).hasSizeLessThan(KEYS);

            Api after = home.api(home.serve(LEASE));
            Map<String, String> again = new ConcurrentHashMap<>();
            for (Thread client : clients(after, keys(), again)) {
                client.join();
            }

            assertThat(again).hasSize(KEYS).containsAllEntriesOf(runs);
            assertThat(after.awaitAllOver().keySet()).containsExactlyInAnyOrderElementsOf(again.values());
        }
    }

    private static Queue<String> keys() {
        Queue<String> keys = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add("key-" + i);
        }
        return keys;
    }

    private static List<Thread> clients(Api api, Queue<String> keys, Map<String, String> runs) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                for (String key = keys.poll(); key != null && sent(api, key, runs); key = keys.poll()) {
                    // Until all keys are sent, or nobody answers.
                }
            }));
        }
        return clients;
    }

    /** Whether there was an answer; a key whose first request is under way is sent again later. */
    private static boolean sent(Api api, String key, Map<String, String> runs) {
        try {
            Answer answer = api.runOnce("job", key);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            runs.put(key, answer.id());
            return true;
        } catch (IOException died) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
