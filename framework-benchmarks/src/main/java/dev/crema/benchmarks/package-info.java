/** Measures the workloads by which Crema is compared with other frameworks. */
@NullMarked
package dev.crema.benchmarks;

import org.jspecify.annotations.NullMarked;
