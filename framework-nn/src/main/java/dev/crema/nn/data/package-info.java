/** Images with labels, found by index ({@code Dataset} and its views), and their way into batches ({@code DataLoader}). */
package dev.crema.nn.data;
