/** Networks: layers, modules that own parameters, and their composition. */
package dev.crema.nn;
