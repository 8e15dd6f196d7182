package fewshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What can happen between any two lines of a Java program. */
public final class Garbage {
    private Garbage() {}

    /** Collects garbage, and writes 77 into the small blocks of native memory that were freed by it. */
    public static void collectAndReuse() {
        System.gc();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (buffers.size() == 5000) {
                buffers.clear();
            }
            buffers.add(ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()).putFloat(0, 77));
        }
    }
}
