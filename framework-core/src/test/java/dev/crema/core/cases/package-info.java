/** Cases for properties: seeded draws, jqwik's arbitraries, and comparisons; published as the artifact {@code testing}. */
package dev.crema.core.cases;
