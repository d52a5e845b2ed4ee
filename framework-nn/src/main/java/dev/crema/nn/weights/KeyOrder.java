package dev.crema.nn.weights;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of an object in the only order they may have. */
final class KeyOrder {

    private final List<String> keys;
    private final Set<String> optional;
    private final Set<String> seen = new HashSet<>();
    private int next;

    KeyOrder(List<String> keys, Set<String> optional) {
        this.keys = keys;
        this.optional = optional;
    }

    /** Takes the key that the cursor is at. */
    String accept(JsonCursor cursor) throws WeightsException {
        String key = cursor.text();
        int position = keys.indexOf(key);
        if (position < 0) {
            throw cursor.failure("has the unknown key " + JsonCursor.quote(key) + "; " + order());
        }
        if (!seen.add(key)) {
            throw cursor.failure("has the key '" + key + "' twice");
        }
        if (position < next) {
            throw cursor.failure("has the key '" + key + "' too late; " + order());
        }
        requireUpTo(position, cursor, "'" + key + "'");
        next = position + 1;
        return key;
    }

    /** Checks that no key is missing at the end of the object. */
    void end(JsonCursor cursor) throws WeightsException {
        requireUpTo(keys.size(), cursor, "its end");
    }

    private void requireUpTo(int position, JsonCursor cursor, String found) throws WeightsException {
        for (String key : keys.subList(next, position)) {
            if (!optional.contains(key)) {
                throw cursor.failure("has " + found + " where the key '" + key + "' is expected; " + order());
            }
        }
    }

    private String order() {
        return "the keys are " + String.join(", ", keys) + ", in this order";
    }
}
