package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFitnessTest {

    @ParameterizedTest
    @ValueSource(ints = {150_000, 150_004, 170_011})
    void postgresql15AndNewerMayBeUsed(int version) {
        ServerFitness server = new ServerFitness(version, true, true, "on");

        assertThat(server.objection()).isEmpty();
        assertThat(server.doubt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {90_624, 140_013})
    void anOlderOneMayNot(int version) {
        assertThat(new ServerFitness(version, true, true, "on").objection())
                .contains("The database is PostgreSQL " + version / 10_000 + "; Runledger needs 15 or newer.");
    }

    @Test
    void aServerThatDoesNotWriteThroughIsRefused() {
        assertThat(new ServerFitness(170_000, false, true, "on").objection())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("fsync = off"));
    }

    @Test
    void aServerThatAcknowledgesBeforeItWritesIsRefused() {
        assertThat(new ServerFitness(170_000, true, true, "off").objection())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("synchronous_commit = off"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "remote_write", "remote_apply"})
    void howManyReplicasConfirmIsTheOperatorsChoice(String level) {
        assertThat(new ServerFitness(170_000, true, true, level).objection()).isEmpty();
    }

    @Test
    void pagesThatMayTearAreTheOperatorsToJudge() {
        ServerFitness server = new ServerFitness(170_000, true, false, "on");

        assertThat(server.objection()).isEmpty();
        assertThat(server.doubt())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("full_page_writes"));
    }
}
