package dev.crema.nn.weights;

import java.io.IOException;

/** What is wrong with the bytes of a file, found where neither line nor tensor are known. */
final class BrokenInput extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenInput(String problem) {
        super(problem);
    }
}
