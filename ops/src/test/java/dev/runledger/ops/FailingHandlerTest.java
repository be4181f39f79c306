package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a command's handler wrote through the wiring of production is gone when the handler fails, and only then. */
class FailingHandlerTest {

    /** Writes a row of this number, then does as it is told. */
    record Write(int number, Then then) implements Command {
        @Override
        public String stream() {
            return "default.1/job/failing";
        }
    }

    enum Then {
        SUCCEED,
        REFUSE,
        FAIL
    }

    @Configuration(proxyBeanMethods = false)
    static class Parts {
        @Bean
        Handler handler(JdbcTemplate sql) {
            return new Handler(sql);
        }
    }

    static final class Handler {

        private final JdbcTemplate sql;

        Handler(JdbcTemplate sql) {
            this.sql = sql;
        }

        @CommandHandler
        int handle(Write command) throws Exception {
            sql.update("INSERT INTO public.written VALUES (?)", command.number());
            return switch (command.then()) {
                case SUCCEED -> command.number();
                case REFUSE -> throw new Refused(new Refusal.JobNotFound("failing"));
                case FAIL -> throw new Exception("on purpose");
            };
        }
    }

    private static final DecidingNodes NODES = started();

    private static DecidingNodes started() {
        DecidingNodes nodes = new DecidingNodes(1, Parts.class);
        nodes.sql().execute("CREATE TABLE public.written (number integer)");
        return nodes;
    }

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void whatAHandlerWroteIsKeptIfItSucceeds() {
        assertThat(send(new Write(1, Then.SUCCEED)).join()).isEqualTo(1);

        assertThat(written(1)).isTrue();
    }

    @Test
    void whatAHandlerWroteBeforeItRefusedIsGone() {
        assertThat(send(new Write(2, Then.REFUSE))).failsWithin(Duration.ofSeconds(10));

        assertThat(written(2)).isFalse();
    }

    @Test
    void whatAHandlerWroteBeforeItFailedIsGone() {
        assertThat(send(new Write(3, Then.FAIL))).failsWithin(Duration.ofSeconds(10));

        assertThat(written(3)).isFalse();
    }

    @Test
    void ofManyTogetherOnlyWhatSucceededIsKept() {
        List<CompletableFuture<Object>> answers = IntStream.range(100, 200)
                .mapToObj(number -> send(new Write(number, number % 7 == 0 ? Then.FAIL : Then.SUCCEED)))
                .toList();
        answers.forEach(answer -> answer.exceptionally(failure -> failure).join());

        assertThat(IntStream.range(100, 200).filter(this::written).boxed())
                .isEqualTo(IntStream.range(100, 200)
                        .filter(n -> n % 7 != 0)
                        .boxed()
                        .toList());
    }

    private static CompletableFuture<Object> send(Command command) {
        return NODES.get(0).commands().send(command);
    }

    private boolean written(int number) {
        return Boolean.TRUE.equals(NODES.sql()
                .queryForObject("SELECT EXISTS (SELECT FROM public.written WHERE number = ?)", Boolean.class, number));
    }
}
