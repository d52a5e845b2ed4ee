package dev.crema.examples;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person watches the output in a terminal. */
final class Terminal {

    private Terminal() {}

    /** False where input or output is redirected, or where the terminal cannot move its cursor. */
    @SuppressWarnings("SystemConsoleNull") // before JDK 22 it is null where there is no terminal
    static boolean isInteractive() {
        Console console = System.console();
        return console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
    }

    /** From JDK 22 on there is a console without a terminal too, and a method that tells, which JDK 17 lacks. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
