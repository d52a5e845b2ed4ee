package dev.crema.benchmarks;

/**
 * One repetition of a workload.
 *
 * <p>Its result depends on what it computed, so that no compiler may leave the computation out.
 */
@FunctionalInterface
public interface Step {

    /** Does the work once and gives a finite number taken from what it computed. */
    double run();
}
