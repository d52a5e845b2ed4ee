import org.jspecify.annotations.NullMarked;

/** The command-line program and the small convolutional networks that it trains. */
@NullMarked
module dev.crema.examples {
    requires static org.jspecify;
    requires transitive dev.crema.nn;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires com.fasterxml.jackson.core;
    requires java.desktop;

    exports dev.crema.examples;

    opens dev.crema.examples to
            info.picocli;
}
