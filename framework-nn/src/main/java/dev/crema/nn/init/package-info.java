/** How parameters start. */
package dev.crema.nn.init;
