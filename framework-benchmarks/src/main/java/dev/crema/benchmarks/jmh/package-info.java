/** Benchmarks for JMH, which also tells what is allocated; built by the profile {@code jmh}. */
@NullMarked
package dev.crema.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
