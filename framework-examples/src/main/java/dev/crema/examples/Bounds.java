package dev.crema.examples;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Bounds of numbers on the command line. */
final class Bounds {

    private Bounds() {}

    static void requireAtLeastOne(CommandSpec command, String option, int value) {
        if (value < 1) {
            throw new ParameterException(
                    command.commandLine(), option + ": expected a number of at least 1, got " + value);
        }
    }

    static void requireFromOneTo(int most, CommandSpec command, String option, int value) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    command.commandLine(), option + ": expected a number from 1 to " + most + ", got " + value);
        }
    }
}
