package fewshot.show;

/**
 * One picture for each method of the suite, and for each notebook that compares: what goes in, what is computed, and which parts have
 * weights that training changes.
 */
public final class MethodDiagrams {
    private MethodDiagrams() {}

    /** A Siamese network (Bromley et al. 1993; Hadsell et al. 2006; Koch et al. 2015): two towers with one set of weights. */
    public static Diagram siamese() {
        return Diagram.of("A Siamese network",
                "image a | tower f#a | f(a) | distance | near:~same, far:~different",
                "image b | tower f#b | f(b) | distance | near:~same, far:~different")
                .flow("image a", "tower f#a", "f(a)", "distance").flow("image b", "tower f#b", "f(b)", "distance")
                .arrow("distance", "near:~same, far:~different", "").link("tower f#a", "tower f#b", "same weights")
                .learned("tower f#a", "tower f#b")
                .describe("Two images go through two towers with the same weights; the distance of what comes out says same or different.");
    }

    /** A Prototypical Network (Snell et al. 2017): a query belongs to the class whose mean is nearest. */
    public static Diagram prototypical() {
        return Diagram.of("A Prototypical Network",
                "support of class~1 | encoder f | embeddings#1 | their mean: prototype~1 | squared distances to the query | softmax: p(class)",
                "support of class~2 | encoder f | embeddings#2 | their mean: prototype~2 | squared distances to the query | softmax: p(class)",
                "query | encoder f | its embedding | | squared distances to the query | softmax: p(class)")
                .arrow("support of class~1", "encoder f", "").arrow("support of class~2", "encoder f", "").arrow("query", "encoder f", "")
                .flow("encoder f", "embeddings#1", "their mean: prototype~1", "squared distances to the query")
                .flow("encoder f", "embeddings#2", "their mean: prototype~2", "squared distances to the query")
                .flow("encoder f", "its embedding", "squared distances to the query", "softmax: p(class)")
                .learned("encoder f")
                .describe("One encoder for all images; the mean of a class's embeddings is its prototype; a query is compared with each prototype.");
    }

    /** A Relation Network (Sung et al. 2018): the comparison is a network too. */
    public static Diagram relation() {
        return Diagram.of("A Relation Network",
                "support image | encoder f | feature maps#s | both, one behind the other | relation network~g | score, 0 to 1",
                "query image | encoder f | feature maps#q | both, one behind the other | relation network~g | score, 0 to 1")
                .flow("support image", "encoder f", "feature maps#s", "both, one behind the other")
                .flow("query image", "encoder f", "feature maps#q", "both, one behind the other")
                .flow("both, one behind the other", "relation network~g", "score, 0 to 1").learned("encoder f", "relation network~g")
                .describe("The feature maps of two images are laid one behind the other, and a second network says how well they go together.");
    }

    /** A Matching Network (Vinyals et al. 2016): attention over all labelled examples. */
    public static Diagram matching() {
        return Diagram.of("A Matching Network",
                "query | encoder f | its embedding | cosine with each example | softmax: attention | labels, weighted by attention | p(class)",
                "support images | encoder f | embeddings | cosine with each example | softmax: attention | labels, weighted by attention | p(class)",
                "support labels | | | | | labels, weighted by attention | p(class)")
                .flow("query", "encoder f", "its embedding", "cosine with each example")
                .flow("support images", "encoder f", "embeddings", "cosine with each example")
                .flow("cosine with each example", "softmax: attention", "labels, weighted by attention", "p(class)")
                .arrow("support labels", "labels, weighted by attention", "").learned("encoder f")
                .describe("A query is compared with every example; the softmax of the cosines weighs the examples' labels.");
    }

    /** A GRU or an LSTM that reads examples and remembers (Santoro et al. 2016). */
    public static Diagram reader() {
        return Diagram.of("A recurrent network reads examples",
                "label of 1? | label of 2? | label of 3? | ",
                "GRU or LSTM#1 | GRU or LSTM#2 | GRU or LSTM#3 | …",
                "image 1, no~label~yet | image 2, and the label of 1 | image 3, and the label of 2 | ")
                .flow("image 1, no~label~yet", "GRU or LSTM#1", "label of 1?")
                .flow("image 2, and the label of 1", "GRU or LSTM#2", "label of 2?")
                .flow("image 3, and the label of 2", "GRU or LSTM#3", "label of 3?").arrow("GRU or LSTM#1", "GRU or LSTM#2", "state")
                .arrow("GRU or LSTM#2", "GRU or LSTM#3", "state").arrow("GRU or LSTM#3", "…", "state")
                .learned("GRU or LSTM#1", "GRU or LSTM#2", "GRU or LSTM#3")
                .describe("The same network at every step: it reads an image and the label of the image before, says a label, and passes its state on."
                        + " In an episode only the state changes.");
    }

    /** A Neural Turing Machine (Graves et al. 2014), and the MANN that was made of it (Santoro et al. 2016). */
    public static Diagram turingMachine() {
        return Diagram.of("A Neural Turing Machine",
                "input | controller | controller | output",
                "what was read | controller | controller | ",
                " | read head | write head | ",
                " | memory: rows of numbers | memory: rows of numbers | ")
                .arrow("input", "controller", "").arrow("what was read", "controller", "next step").arrow("controller", "output", "")
                .arrow("controller", "read head", "where").arrow("controller", "write head", "where, what")
                .arrow("write head", "memory: rows of numbers", "erase, add")
                .arrow("memory: rows of numbers", "read head", "weighted sum").arrow("read head", "what was read", "")
                .learned("controller", "read head", "write head")
                .describe("A controller tells a read head and a write head where in a memory to look; what was read goes into the next step.");
    }

    /** MAML (Finn et al. 2017): a start from which a step on the support leads far. */
    public static Diagram maml() {
        return Diagram.of("MAML",
                "start θ | loss on the support | one step: θ'~=~θ~−~α~∇loss | loss on the queries")
                .flow("start θ", "loss on the support", "one step: θ'~=~θ~−~α~∇loss", "loss on the queries")
                .loop("loss on the queries", "start θ", "outer loop: the gradient goes back through the step").learned("start θ")
                .frame("inner loop, once for each task", "loss on the support", "one step: θ'~=~θ~−~α~∇loss")
                .describe("Each task takes a step from the same start; the loss after the step moves the start.");
    }

    /** Reptile (Nichol et al. 2018): the start moves towards what a task makes of it. */
    public static Diagram reptile() {
        return Diagram.of("Reptile",
                "start φ | k steps on batches of one task | φ̃, where they~lead | φ + ε (φ̃ − φ): a part of the way there")
                .flow("start φ", "k steps on batches of one task", "φ̃, where they~lead", "φ + ε (φ̃ − φ): a part of the way there")
                .loop("φ + ε (φ̃ − φ): a part of the way there", "start φ", "the next task begins there; no gradient goes back")
                .learned("start φ")
                .frame("ordinary training", "k steps on batches of one task")
                .describe("A task is learned in the ordinary way from the start, and the start moves a part of the way to where that led.");
    }

    /** An LSTM that takes gradients and gives steps (Andrychowicz et al. 2016; Ravi and Larochelle 2017). */
    public static Diagram learnedOptimiser() {
        return Diagram.of("An LSTM that optimises",
                "∇f(θ₀) | ∇f(θ₁) | ∇f(θ₂) | ",
                "LSTM#0 | LSTM#1 | LSTM#2 | …",
                "step g₀ | step g₁ | step g₂ | ",
                "θ₁ = θ₀ + g₀ | θ₂ = θ₁ + g₁ | θ₃ = θ₂ + g₂ | ")
                .flow("∇f(θ₀)", "LSTM#0", "step g₀", "θ₁ = θ₀ + g₀").flow("∇f(θ₁)", "LSTM#1", "step g₁", "θ₂ = θ₁ + g₁")
                .flow("∇f(θ₂)", "LSTM#2", "step g₂", "θ₃ = θ₂ + g₂").flow("θ₁ = θ₀ + g₀", "θ₂ = θ₁ + g₁", "θ₃ = θ₂ + g₂")
                .arrow("LSTM#0", "LSTM#1", "state").arrow("LSTM#1", "LSTM#2", "state").arrow("LSTM#2", "…", "state")
                .learned("LSTM#0", "LSTM#1", "LSTM#2")
                .describe("The same LSTM at every step: it reads a gradient, writes a step, and passes its state on.");
    }

    /** A transformer that learns in context (Garg et al. 2022; Kirsch et al. 2022; the layout of Müller et al. 2022). */
    public static Diagram inContext() {
        return Diagram.of("A transformer that learns in context",
                "image~1 and~its label | image~2 and~its label | image~3 and~its label | query, no label",
                "the examples look at each other | the examples look at each other | the examples look at each other | the query looks at them",
                " | | | scores of the labels")
                .arrow("image~1 and~its label", "the examples look at each other", "")
                .arrow("image~2 and~its label", "the examples look at each other", "")
                .arrow("image~3 and~its label", "the examples look at each other", "")
                .flow("query, no label", "the query looks at them", "scores of the labels")
                .arrow("the examples look at each other", "the query looks at them", "what it sees")
                .learned("the examples look at each other", "the query looks at them")
                .describe("The examples with their labels look at each other, the query looks at them, and no weight changes.");
    }

    /** A prior-fitted network (Müller et al. 2022; Hollmann et al. 2023). */
    public static Diagram priorFitted() {
        return Diagram.of("A prior-fitted network",
                "prior: how tables come about | a made-up table | transformer | answers for its hidden labels | loss",
                " | a real table | transformer | answers for its open rows | ")
                .flow("prior: how tables come about", "a made-up table", "transformer", "answers for its hidden labels", "loss")
                .flow("a real table", "transformer", "answers for its open rows")
                .loop("loss", "transformer", "training: on made-up tables alone")
                .learned("transformer")
                .describe("A transformer is trained on tables that were drawn from a prior, and then answers a real table in one pass.");
    }

    /** How the methods are compared: all on the same classes and the same episodes. */
    public static Diagram comparison() {
        return Diagram.of("One start for all methods",
                "the same training classes | pre-training | accuracy on the same test episodes",
                "the same training classes | metric | accuracy on the same test episodes",
                "the same training classes | memory | accuracy on the same test episodes",
                "the same training classes | optimisation | accuracy on the same test episodes",
                " | no training | accuracy on the same test episodes")
                .flow("the same training classes", "pre-training", "accuracy on the same test episodes")
                .flow("the same training classes", "metric", "accuracy on the same test episodes")
                .flow("the same training classes", "memory", "accuracy on the same test episodes")
                .flow("the same training classes", "optimisation", "accuracy on the same test episodes")
                .arrow("no training", "accuracy on the same test episodes", "").learned("pre-training", "metric", "memory", "optimisation")
                .describe("Four families of methods learn from the same classes, one does not learn, and all are asked the same.");
    }

    /** Trained in one world, asked in others; and the same pictures by either of two labels. */
    public static Diagram worlds() {
        return Diagram.of("Another world, another question",
                "trained on drawings (Omniglot) | a learner | asked about drawings, new characters",
                "trained on drawings (Omniglot) | a learner | asked about printed characters",
                "trained on printed characters | a learner | asked about MNIST's digits",
                "the same pictures with labels | reads what a class is | classes are the characters",
                "the same pictures with labels | reads what a class is | classes are the fonts")
                .arrow("trained on drawings (Omniglot)", "a learner", "").arrow("trained on printed characters", "a learner", "")
                .arrow("a learner", "asked about drawings, new characters", "").arrow("a learner", "asked about printed characters", "")
                .arrow("a learner", "asked about MNIST's digits", "").arrow("the same pictures with labels", "reads what a class is", "")
                .arrow("reads what a class is", "classes are the characters", "").arrow("reads what a class is", "classes are the fonts", "")
                .learned("a learner", "reads what a class is")
                .describe("A learner is trained in one world and asked in three. Below, the same printed pictures have two labels each, and"
                        + " only the support says which of them is meant.");
    }

    /** Five uses of the same learners. */
    public static Diagram uses() {
        return Diagram.of("Five uses",
                "molecules, as bits | a few examples with~labels | FewShotLearner, as in all notebooks | which of them act?",
                "notes, as spectra | a few examples with~labels | FewShotLearner, as in all notebooks | which instrument?",
                "names, as letters or n-grams | a few examples with~labels | FewShotLearner, as in all notebooks | which language?",
                "a hidden goal | trips and what they earned | a policy, after a step of gradient | where to go",
                "a machine with ten arms | pulls and what they paid | a GRU with a state | which arm to pull")
                .arrow("molecules, as bits", "a few examples with~labels", "").arrow("notes, as spectra", "a few examples with~labels", "")
                .arrow("names, as letters or n-grams", "a few examples with~labels", "")
                .arrow("a few examples with~labels", "FewShotLearner, as in all notebooks", "")
                .arrow("FewShotLearner, as in all notebooks", "which of them act?", "")
                .arrow("FewShotLearner, as in all notebooks", "which instrument?", "")
                .arrow("FewShotLearner, as in all notebooks", "which language?", "")
                .flow("a hidden goal", "trips and what they earned", "a policy, after a step of gradient", "where to go")
                .flow("a machine with ten arms", "pulls and what they paid", "a GRU with a state", "which arm to pull")
                .learned("FewShotLearner, as in all notebooks", "a policy, after a step of gradient", "a GRU with a state")
                .describe("Molecules, notes and names become examples for the same learners; goals and machines are learned from rewards.");
    }
}
