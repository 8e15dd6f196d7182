package fewshot.show.page;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** Found by JJava when it starts: registers the suite's types, so that no notebook has to. */
public final class JJavaExtension implements Extension {
    @Override
    public void install(BaseKernel kernel) {
        try {
            Kernel.install(kernel);
        } catch (Throwable failure) {
            // A kernel that cannot draw is better than one that does not start.
            System.err.println("fewshot: pictures will show as text, since this kernel could not be reached: " + failure);
        }
    }
}
