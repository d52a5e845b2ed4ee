/** The command-line program: its commands, and the networks and data that it knows by name. */
package dev.crema.examples;
