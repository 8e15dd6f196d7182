package fewshot;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Before each test the engine's generator begins anew, so that a test that draws from it sees the same numbers every time. */
public final class SeededEngine implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
        Engine.getInstance().setRandomSeed(1);
    }
}
