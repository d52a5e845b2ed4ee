package dev.crema.examples;

import dev.crema.nn.data.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where the images of a run come from, in the form that its network takes.
 *
 * @param model the network
 * @param data the kind of images
 * @param classNames what their classes are called
 * @param files the folder of those that come from files
 * @param err where downloads are shown
 */
record ImageSource(ModelKind model, DataKind data, List<String> classNames, DataOptions files, PrintWriter err) {

    /** The source of the images to train a network on, with the classes that they have. */
    static ImageSource of(ModelKind model, DataKind data, DataOptions files, PrintWriter err) throws IOException {
        List<String> names = data == DataKind.IMAGE_FOLDER ? files.classNames() : data.classNames();
        return new ImageSource(model, data, names, files, err);
    }

    Dataset train() throws IOException {
        return model.resized(files.train(this));
    }

    Dataset test() throws IOException {
        return model.resized(files.test(this));
    }
}
