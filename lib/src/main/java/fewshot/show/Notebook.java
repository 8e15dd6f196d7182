package fewshot.show;

import fewshot.show.page.Kernel;

/** The notebook that this code runs in, if it runs in one. */
public final class Notebook {
    private Notebook() {}

    /**
     * Lets the kernel show the suite's types. JJava does this by itself; with IJava, call it in the first cell.
     *
     * @return whether there is a kernel
     */
    public static boolean register() {
        return Kernel.current().isPresent();
    }
}
