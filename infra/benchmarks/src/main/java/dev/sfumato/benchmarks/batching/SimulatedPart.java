package dev.sfumato.benchmarks.batching;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The measurement on a device that is only simulated.
 *
 * @param name names it in results
 * @param tile side in pixels of the tiles in which larger pictures are decoded
 * @param unit whose capacity loads are shares of
 * @param count arrivals in each cell
 */
record SimulatedPart(
        String name, DeviceTimes times, Mix mix, int tile, Contestant unit, int count) {
    private static final int MAX_ROWS = 8;
    private static final int MOST_DECKS = 40;
    private static final int WHOLE = 1024;
    private static final int TILE = 512;

    /** Pictures of three sizes by SDXL on an H100, each decoded in one call. */
    static SimulatedPart sdxl(int count) {
        return sdxl("sdxl-h100", WHOLE, count);
    }

    /** The same, large pictures decoded in tiles. */
    static SimulatedPart tiledSdxl(int count) {
        return sdxl("sdxl-h100-tiles", TILE, count);
    }

    private static SimulatedPart sdxl(String name, int tile, int count) {
        Mix mix = Mix.of(512, 768, 1024);
        return new SimulatedPart(name, DeviceTimes.SDXL_H100, mix, tile, Contestant.STATIC, count);
    }

    /** Small pictures by a large transformer on an H200. */
    static SimulatedPart qwen(int count) {
        return new SimulatedPart(
                "qwen-h200",
                DeviceTimes.QWEN_H200,
                Mix.of(512).plain(),
                WHOLE,
                Contestant.STATIC,
                count);
    }

    /** What {@link WorkerPart} measures, without what disturbs it. */
    static SimulatedPart processor(int count) {
        return new SimulatedPart(
                "processor",
                DeviceTimes.PROCESSOR,
                Mix.shorter(64, 96, 128),
                WHOLE,
                Contestant.ONE,
                count);
    }

    /** Every load, as a share of the {@link #unit}'s capacity, with each contestant. */
    Result measure(List<Double> loads, long seed) {
        int decks = Math.clamp(count / mix.deck().size(), 1, MOST_DECKS);
        var simulation = new Simulation(times, MAX_ROWS, tile);
        Map<Contestant, Double> capacities = new EnumMap<>(Contestant.class);
        for (Contestant contestant : Contestant.values()) {
            List<Arrival> all = Arrival.backlog(mix, decks, seed);
            capacities.put(contestant, simulation.run(contestant, all).throughput());
        }
        double perSecond = capacities.getOrDefault(unit, Double.NaN);
        List<Cell> cells = new ArrayList<>();
        for (double load : loads) {
            List<Arrival> arrivals =
                    Arrival.poisson(mix, count, load * perSecond, seed + cells.size());
            for (Contestant contestant : Contestant.values()) {
                Recording recording = simulation.run(contestant, arrivals);
                cells.add(
                        Cell.of(
                                name,
                                contestant,
                                load,
                                recording,
                                simulation::shortest,
                                simulation.step(mix.largest())));
                System.err.println(cells.getLast().line());
            }
        }
        return new Result(cells, Map.of(name, capacities));
    }
}
