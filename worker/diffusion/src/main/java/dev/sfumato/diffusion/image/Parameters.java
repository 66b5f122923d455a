package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's own fields, read strictly: what is left unread in the end is a mistake. */
final class Parameters {
    private final Map<String, Object> values;
    private final Set<String> read = new HashSet<>();

    Parameters(Map<String, Object> values) {
        this.values = values;
    }

    /** A side of the picture in pixels. */
    int side(String name, int otherwise, int most, PictureModel.Sizes sizes) {
        double value = number(name, sizes.minimum(), most, otherwise);
        if (value != Math.rint(value) || value % sizes.multiple() != 0) {
            throw DiffusionException.invalid(
                    name, "must be a multiple of " + sizes.multiple(), shown(value));
        }
        return (int) value;
    }

    double number(String name, double least, double most, double otherwise) {
        Double value = numberOrNull(name, least, most);
        return value == null ? otherwise : value;
    }

    int whole(String name, int least, int most, int otherwise) {
        double value = number(name, least, most, otherwise);
        if (value != Math.rint(value)) {
            throw DiffusionException.invalid(name, "must be a whole number", shown(value));
        }
        return (int) value;
    }

    @Nullable Double numberOrNull(String name, double least, double most) {
        read.add(name);
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number)) {
            throw DiffusionException.invalid(name, "must be a number", value);
        }
        if (!(number.doubleValue() >= least && number.doubleValue() <= most)) {
            throw DiffusionException.invalid(name, between(least, most), value);
        }
        return number.doubleValue();
    }

    /** One of the texts {@code allowed}. */
    String choice(String name, List<String> allowed, String otherwise) {
        read.add(name);
        Object value = values.getOrDefault(name, otherwise);
        if (value instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw DiffusionException.invalid(name, "must be one of " + allowed, value);
    }

    /** Two shares of the whole, rising. */
    double[] interval(String name, double from, double until) {
        read.add(name);
        Object value = values.get(name);
        if (value == null) {
            return new double[] {from, until};
        }
        double[] interval = rising(value);
        if (interval == null) {
            throw DiffusionException.invalid(
                    name, "must be two rising numbers between 0 and 1", value);
        }
        return interval;
    }

    /** Two rising numbers between 0 and 1; null if {@code value} is something else. */
    static double @Nullable [] rising(Object value) {
        if (value instanceof List<?> list
                && list.size() == 2
                && list.get(0) instanceof Number from
                && list.get(1) instanceof Number until
                && 0 <= from.doubleValue()
                && from.doubleValue() <= until.doubleValue()
                && until.doubleValue() <= 1) {
            return new double[] {from.doubleValue(), until.doubleValue()};
        }
        return null;
    }

    /** Refuses fields that nothing has read, but for {@code harmless} ones. */
    void refuseOthers(String... harmless) {
        read.addAll(List.of(harmless));
        for (String name : values.keySet()) {
            if (!read.contains(name)) {
                throw DiffusionException.invalid(
                        name, "must be a field that this model knows", "an unknown one");
            }
        }
    }

    static String between(double least, double most) {
        return "must be between %s and %s".formatted(shown(least), shown(most));
    }

    static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
