package fewshot.show.page;

import java.util.function.Consumer;
import io.github.spencerpark.jupyter.kernel.comm.Comm;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.comm.CommCloseCommand;
import io.github.spencerpark.jupyter.messages.comm.CommMsgCommand;

/** A line to the page in IJava, which wants a subclass of its own; {@link Comms} makes it by name. */
final class IJavaComm extends Comm {
    private final Consumer<Object> received;

    IJavaComm(CommManager manager, String id, String target, Consumer<Object> received) {
        super(manager, id, target);
        this.received = received;
    }

    @Override
    protected void onMessage(Message<CommMsgCommand> message) {
        received.accept(message);
    }

    @Override
    protected void onClose(Message<CommCloseCommand> message, boolean sending) {
        // The page has gone; another may ask for the state again.
    }
}
