package dev.crema.core.check;

import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import java.util.ArrayList;
import java.util.List;

/** A value for each input, or a direction in their space. */
record Point(List<NdArray> arrays) {

    Point {
        arrays = List.copyOf(arrays);
    }

    int size() {
        return arrays.size();
    }

    NdArray get(int input) {
        return arrays.get(input);
    }

    /** This point moved by {@code factor} along a direction, rounded to the dtype. */
    Point plus(Point direction, double factor) {
        List<NdArray> moved = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            moved.add(get(i).zip(direction.get(i), (x, d) -> x + factor * d));
        }
        return new Point(moved);
    }

    /** The same with another value for one input. */
    Point with(int input, NdArray value) {
        List<NdArray> changed = new ArrayList<>(arrays);
        changed.set(input, value);
        return new Point(changed);
    }

    /** A direction with magnitudes in 1/2 .. 3/2 and random signs. */
    Point randomDirection(Generator generator) {
        return new Point(arrays.stream().map(x -> signed(x, generator)).toList());
    }

    static NdArray signed(NdArray like, Generator generator) {
        return NdArray.generate(like.shape(), like.dtype(), () -> {
            double magnitude = generator.uniform(0.5, 1.5);
            return generator.nextInt(2) == 0 ? magnitude : -magnitude;
        });
    }

    /** This direction in one input only. */
    Point only(int input) {
        Point result = zero();
        return result.with(input, get(input));
    }

    /** The direction of one entry of one input. */
    Point unit(int input, int entry) {
        int[] position = {0};
        NdArray one = NdArray.generate(get(input).shape(), get(input).dtype(), () -> position[0]++ == entry ? 1 : 0);
        return zero().with(input, one);
    }

    Point zero() {
        return new Point(
                arrays.stream().map(x -> NdArray.zeros(x.shape(), x.dtype())).toList());
    }

    int largestSize() {
        return arrays.stream().mapToInt(NdArray::size).max().orElse(0);
    }
}
