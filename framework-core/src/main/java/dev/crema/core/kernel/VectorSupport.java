package dev.crema.core.kernel;

import org.jspecify.annotations.Nullable;

/** Tells whether the Vector API is there and compiled to real vector instructions. Loads nothing of it. */
final class VectorSupport {

    private static final String MODULE = "jdk.incubator.vector";

    private VectorSupport() {}

    /** What to do to make the Vector API usable, or null if it is. */
    static @Nullable String missing() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "start Java with --add-modules " + MODULE + " to train faster";
        }
        java.lang.Module own = VectorSupport.class.getModule();
        if (own.isNamed() && !own.canRead(ModuleLayer.boot().findModule(MODULE).get())) {
            return "module " + own.getName() + " does not read " + MODULE + "; add --add-reads " + own.getName() + "="
                    + MODULE;
        }
        String vm = System.getProperty("java.vm.name", "");
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted")
                || mode.contains("emulated-client")
                || vm.contains("Client")
                || !(vm.contains("HotSpot") || vm.contains("OpenJDK"))) {
            return "use a HotSpot JVM with its C2 compiler, not " + vm + " (" + mode + ")";
        }
        return null;
    }
}
