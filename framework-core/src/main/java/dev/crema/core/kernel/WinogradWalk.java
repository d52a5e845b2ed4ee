package dev.crema.core.kernel;

/**
 * Where the loops of {@link WinogradLoops} read and write: {@code outer} stretches of {@code inner} elements.
 *
 * @param outer stretches
 * @param fromOuter from one stretch that is read to the next
 * @param toOuter from one stretch that is written to the next
 * @param inner elements of a stretch, whole blocks of them
 * @param toBlock from one block that is written to the next, in a stretch
 */
record WinogradWalk(int outer, int fromOuter, int toOuter, int inner, int toBlock) {}
