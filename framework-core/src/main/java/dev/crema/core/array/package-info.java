/** Values: shapes, element types, and arrays of numbers that nothing tracks. */
package dev.crema.core.array;
