/** How parameters follow their gradients. */
package dev.crema.nn.optimizer;
