package dev.sfumato.benchmarks.batching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.benchmarks.measure.Spread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contestant did at one load. Times in seconds, the first tenth of the arrivals left out.
 *
 * @param part which measurement it belongs to
 * @param load arrivals per second as a share of that part's capacity
 * @param throughput pictures per second while requests came
 * @param firstStep from arrival to first step
 * @param excess {@code firstStep} beyond what the same request takes that has the device for itself
 * @param picture from arrival to picture
 * @param step a step of the largest kind of request that has the device for itself
 * @param callSeconds mean length of a denoising call
 * @param callRows mean rows of a denoising call
 * @param others share of the machine that went to processes that take no part, 0 to 1
 * @param failed arrivals without a picture
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Cell(
        String part,
        Contestant contestant,
        double load,
        double throughput,
        double[] firstStep,
        double[] excess,
        double[] picture,
        double step,
        double callSeconds,
        double callRows,
        double others,
        int failed) {
    private static final int UNCOUNTED = 10;
    private static final double DISTURBED = 0.05;
    private static final double SECOND = 1e9;

    /**
     * Counts.
     *
     * @param shortest seconds to the first step of a request that has the device for itself
     * @param step seconds of a step of the largest kind
     */
    static Cell of(
            String part,
            Contestant contestant,
            double load,
            Recording recording,
            ToDoubleFunction<Card> shortest,
            double step) {
        List<Served> all = recording.served();
        List<Served> counted = all.subList(all.size() / UNCOUNTED, all.size());
        return new Cell(
                part,
                contestant,
                load,
                throughput(all),
                values(counted, Served::toFirstStep),
                values(
                        counted,
                        each -> each.toFirstStep() - shortest.applyAsDouble(each.arrival().card())),
                values(counted, Served::toPicture),
                step,
                recording.callSeconds(),
                recording.callRows(),
                recording.others(),
                recording.failed());
    }

    /** Whether other processes took more than a twentieth of the machine. */
    boolean isDisturbed() {
        return others > DISTURBED;
    }

    /** This cell and another of the same load, as one; only the calm one if one was disturbed. */
    Cell and(Cell other) {
        if (isDisturbed() != other.isDisturbed()) {
            return isDisturbed() ? other : this;
        }
        return new Cell(
                part,
                contestant,
                load,
                (throughput + other.throughput) / 2,
                joined(firstStep, other.firstStep),
                joined(excess, other.excess),
                joined(picture, other.picture),
                (step + other.step) / 2,
                (callSeconds + other.callSeconds) / 2,
                (callRows + other.callRows) / 2,
                (others + other.others) / 2,
                failed + other.failed);
    }

    /** The value below which a share of {@code values} lies. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Spread.quantile(sorted, share);
    }

    /** The mean time from arrival to picture. */
    double meanPicture() {
        return Arrays.stream(picture).average().orElse(Double.NaN);
    }

    /** A line of a log. */
    String line() {
        return "%s load %.2f %-13s %6.2f/s  first step p50 %.3f p99 %.3f  more than alone p99 %.3f (step %.4f, call %.4f, rows %.1f)  picture mean %.3f p99 %.3f  others %.2f"
                .formatted(
                        part,
                        load,
                        contestant.title(),
                        throughput,
                        quantile(firstStep, 0.5),
                        quantile(firstStep, 0.99),
                        quantile(excess, 0.99),
                        step,
                        callSeconds,
                        callRows,
                        meanPicture(),
                        quantile(picture, 0.99),
                        others);
    }

    /** As a tree. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("part", part).put("contestant", contestant.name()).put("load", load);
        json.put("throughput", throughput);
        json.put("step", step).put("others", others);
        json.put("call_seconds", callSeconds).put("call_rows", callRows).put("failed", failed);
        json.set("first_step", Json.tree(firstStep));
        json.set("excess", Json.tree(excess));
        json.set("picture", Json.tree(picture));
        return json;
    }

    /** What {@link #json} gave. */
    static Cell of(JsonNode json) {
        return new Cell(
                json.path("part").asText(),
                Contestant.valueOf(json.path("contestant").asText()),
                json.path("load").asDouble(),
                json.path("throughput").asDouble(),
                array(json.path("first_step")),
                array(json.path("excess")),
                array(json.path("picture")),
                json.path("step").asDouble(),
                json.path("call_seconds").asDouble(),
                json.path("call_rows").asDouble(),
                json.path("others").asDouble(),
                json.path("failed").asInt());
    }

    /** Pictures made until the last request came, for as long as that took. */
    private static double throughput(List<Served> served) {
        long last = served.stream().mapToLong(each -> each.arrival().nanos()).max().orElse(0);
        long made = served.stream().filter(each -> each.done() <= last).count();
        return made * SECOND / Math.max(1, last);
    }

    private static double[] values(List<Served> served, ToDoubleFunction<Served> value) {
        return served.stream().mapToDouble(value).toArray();
    }

    private static double[] joined(double[] one, double[] other) {
        double[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static double[] array(JsonNode json) {
        List<Double> values = new ArrayList<>();
        ((ArrayNode) json).forEach(value -> values.add(value.asDouble()));
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
