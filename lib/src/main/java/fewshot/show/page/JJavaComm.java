package fewshot.show.page;

import java.util.function.Consumer;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.comm.CommCloseCommand;
import org.dflib.jjava.jupyter.messages.comm.CommMsgCommand;

/** A line to the page in JJava, which wants a subclass of its own; {@link Comms} makes it by name. */
final class JJavaComm extends Comm {
    private final Consumer<Object> received;

    JJavaComm(CommManager manager, String id, String target, Consumer<Object> received) {
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
