package dev.crema.examples;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, if the program runs from the jar. */
final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"crema " + text()};
    }

    static String text() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
