package fewshot.train;

import java.util.Arrays;
import java.util.Locale;

/** How long a notebook may take: chosen by the environment variable {@code FEWSHOT_PROFILE}. */
public enum Profile {
    /** Under a minute of training: for tests and small machines. */
    SMOKE,
    /** Minutes on two cores, close to the paper: the default. */
    TUTORIAL,
    /** The published setting: hours on a CPU, meant for a GPU. */
    PAPER;

    /**
     * The profile of this process.
     *
     * @throws IllegalArgumentException if {@code FEWSHOT_PROFILE} is set to something else
     */
    public static Profile current() {
        return of(System.getenv("FEWSHOT_PROFILE"));
    }

    /** The profile of a name; {@link #TUTORIAL} if there is none. */
    static Profile of(String name) {
        if (name == null || name.isBlank()) {
            return TUTORIAL;
        }
        return Arrays.stream(values())
                .filter(p -> p.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "FEWSHOT_PROFILE is '" + name + "', but it must be smoke, tutorial or paper"));
    }

    /** The setting that goes with this profile. */
    public <T> T choose(T smoke, T tutorial, T paper) {
        return switch (this) {
            case SMOKE -> smoke;
            case TUTORIAL -> tutorial;
            case PAPER -> paper;
        };
    }

    /** The word for a results file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
