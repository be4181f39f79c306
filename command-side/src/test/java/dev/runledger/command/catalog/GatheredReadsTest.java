package dev.runledger.command.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatheredReadsTest {

    private final BlockingQueue<List<Integer>> readings = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new SynchronousQueue<>();

    /** Each reading waits for the word that it then answers for every key below 1000. */
    private final GatheredReads<Integer, String> reads = new GatheredReads<>(this::read);

    @Test
    void whatIsAskedDuringAReadingIsReadTogether() throws Exception {
        CompletableFuture<Optional<String>> first = ask(1);
        assertThat(readings.take()).containsExactly(1);
        List<CompletableFuture<Optional<String>>> others =
                IntStream.range(2, 100).mapToObj(this::ask).toList();
        awaitGathered(98);
        answers.put("a");
        assertThat(first.join()).contains("a");

        answers.put("b");

        assertThat(others).allSatisfy(other -> assertThat(other.join()).contains("b"));
        assertThat(readings.take()).hasSize(98);
    }

    @Test
    void anAnswerIsNeverOlderThanItsQuestion() throws Exception {
        CompletableFuture<Optional<String>> early = ask(1);
        readings.take();
        CompletableFuture<Optional<String>> late = ask(1);
        awaitGathered(1);

        answers.put("old");
        answers.put("new");

        assertThat(early.join()).contains("old");
        assertThat(late.join()).contains("new");
    }

    @Test
    void whatThereIsNotIsAnsweredSo() throws Exception {
        CompletableFuture<Optional<String>> missing = ask(1_000);

        answers.put("a");

        assertThat(missing.join()).isEmpty();
    }

    @Test
    void aReadingThatFailsFailsItsQuestionsOnly() throws Exception {
        CompletableFuture<Optional<String>> failing = ask(1);
        answers.put("fail");
        assertThatThrownBy(failing::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);

        CompletableFuture<Optional<String>> next = ask(1);
        answers.put("a");

        assertThat(next.join()).contains("a");
    }

    @Test
    void aReadingHasABound() throws Exception {
        CompletableFuture<Optional<String>> first = ask(0);
        assertThat(readings.take()).hasSize(1);
        List<CompletableFuture<Optional<String>>> others =
                IntStream.range(1, 301).mapToObj(this::ask).toList();
        awaitGathered(300);

        answers.put("a");
        answers.put("a");
        answers.put("a");

        assertThat(readings.take()).hasSize(256);
        assertThat(readings.take()).hasSize(44);
        assertThat(first.join()).contains("a");
        assertThat(others).allSatisfy(other -> assertThat(other.join()).contains("a"));
    }

    private Map<Integer, String> read(Collection<Integer> keys) {
        readings.add(List.copyOf(keys));
        try {
            String answer = answers.poll(20, TimeUnit.SECONDS);
            if (answer == null || answer.equals("fail")) {
                throw new IllegalStateException("no answer");
            }
            return keys.stream()
                    .filter(key -> key < 1_000)
                    .collect(Collectors.toMap(Function.identity(), key -> answer));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Optional<String>> ask(int key) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(reads.find(key));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private void awaitGathered(int questions) {
        while (reads.waiting() < questions) {
            Thread.onSpinWait();
        }
    }
}
