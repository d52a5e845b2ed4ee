/** What training makes small. */
package dev.crema.nn.loss;
