/** The layers. */
package dev.crema.nn.layer;
