package dev.crema.nn;

/** An error inside a layer, whose message starts with the path of the layer in the network, such as {@code features.3}. */
public final class LayerException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Module module;
    private final String path;
    private final String description;
    private final String problem;

    private LayerException(Module module, String path, String description, String problem, Throwable cause) {
        super((path.isEmpty() ? description : path + " (" + description + ")") + ": " + problem, cause);
        this.module = module;
        this.path = path;
        this.description = description;
        this.problem = problem;
    }

    /** An error from inside a module: with its text, or if a part of it has failed already with that part's name. */
    static LayerException in(Module module, RuntimeException cause) {
        if (cause instanceof LayerException inner) {
            return inner.seenFrom(module);
        }
        return new LayerException(module, "", module.summary(), String.valueOf(cause.getMessage()), cause);
    }

    /** An error of a layer that is no module, from the module that holds it. */
    static LayerException in(Module holder, String name, String layer, RuntimeException cause) {
        return new LayerException(holder, name, layer, String.valueOf(cause.getMessage()), cause);
    }

    /** The same error seen from the module that holds the one it came from. */
    @SuppressWarnings("ReferenceEquality") // The very same module, whatever equality a subclass defines.
    private LayerException seenFrom(Module parent) {
        if (parent == module) {
            return this;
        }
        String name = parent.nameOf(module);
        String longer = path.isEmpty() ? name : name.isEmpty() ? path : name + "." + path;
        return new LayerException(parent, longer, description, problem, getCause() == null ? this : getCause());
    }

    /** Names of the modules from the outermost to the failing one, joined by dots; empty for the outermost itself. */
    public String path() {
        return path;
    }
}
