package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.EventType;
import dev.runledger.ops.store.Upcasters.From;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedEventSerializerTest {

    private static final Upcasters RENAMED = new Upcasters(Map.of(new From("Moved", 1), json -> {
        ObjectNode object = (ObjectNode) json;
        return object.set("place", object.remove("where"));
    }));

    sealed interface Vocabulary {
        @EventType(name = "Moved", revision = 2)
        record Moved(String place) implements Vocabulary {}
    }

    sealed interface SameName {
        @EventType(name = "Moved")
        record MovedToo(String place) implements SameName {}
    }

    sealed interface Nameless {
        record Event() implements Nameless {}
    }

    interface Open {}

    private final NamedEventSerializer serializer = new NamedEventSerializer(RENAMED, List.of(Vocabulary.class));

    @Test
    void anEventIsReadAsItWasWritten() {
        Vocabulary.Moved event = new Vocabulary.Moved("hier, où?");
        assertThat(serializer.read("Moved", 2, serializer.write(event))).isEqualTo(event);
    }

    @Test
    void anEventOfAnOldRevisionIsUpcastWhenItIsRead() {
        byte[] old = "{\"where\":\"there\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(serializer.read("Moved", 1, old)).isEqualTo(new Vocabulary.Moved("there"));
    }

    @Test
    void aRevisionThatNoStepLeadsToIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new NamedEventSerializer(Upcasters.NONE, List.of(Vocabulary.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Moved")
                .hasMessageContaining("revision 1");
    }

    @Test
    void twoEventsOfOneNameAreRefusedAtTheStart() {
        assertThatThrownBy(() -> new NamedEventSerializer(RENAMED, List.of(Vocabulary.class, SameName.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both named Moved");
    }

    @Test
    void anEventWithoutANameIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new NamedEventSerializer(Upcasters.NONE, List.of(Nameless.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no @EventType");
    }

    @Test
    void aVocabularyThatIsNotSealedIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new NamedEventSerializer(Upcasters.NONE, List.of(Open.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither sealed nor a record");
    }

    @Test
    void anUnknownNameIsNamedWhenItIsRead() {
        assertThatThrownBy(() -> serializer.read("Vanished", 1, new byte[0]))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("Vanished");
    }

    @Test
    void aRevisionOfTheFutureIsNotRead() {
        assertThatThrownBy(() -> serializer.read("Moved", 3, new byte[0]))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageContaining("revision 3");
    }

    @Test
    void anEventOutsideTheVocabulariesIsNotWritten() {
        assertThatThrownBy(() -> serializer.write("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in no vocabulary");
    }
}
