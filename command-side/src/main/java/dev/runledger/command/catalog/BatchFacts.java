package dev.runledger.command.catalog;

import dev.runledger.kernel.Command;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.ParameterResolver;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/** Has the facts of a whole batch of commands read at once, and hands each handler that asks for {@link Facts} its own. */
public final class BatchFacts implements Consumer<List<Command>>, ParameterResolverFactory {

    private static final String RESOURCE = BatchFacts.class.getName();

    private final FactsReader reader;

    public BatchFacts(FactsReader reader) {
        this.reader = reader;
    }

    /** Called in the batch's transaction, before its first command is handled. */
    @Override
    public void accept(List<Command> batch) {
        CurrentUnitOfWork.get().root().resources().put(RESOURCE, reader.read(batch));
    }

    @Override
    public @Nullable ParameterResolver<Facts> createInstance(Executable handler, Parameter[] parameters, int index) {
        return parameters[index].getType() == Facts.class ? new FactsOfCommand() : null;
    }

    private static final class FactsOfCommand implements ParameterResolver<Facts> {
        @Override
        public Facts resolveParameterValue(Message<?> message) {
            Map<String, Facts> facts = CurrentUnitOfWork.get().root().getResource(RESOURCE);
            return facts.getOrDefault(BatchNeeds.subject((Command) message.getPayload()), Facts.NONE);
        }

        @Override
        public boolean matches(Message<?> message) {
            return message.getPayload() instanceof Command;
        }
    }
}
