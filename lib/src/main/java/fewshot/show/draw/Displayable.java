package fewshot.show.draw;

/** Something that a notebook shows as more than its text: a cell that ends with one shows it. */
public interface Displayable {
    /** All its forms, as it is now. */
    Bundle bundle();
}
