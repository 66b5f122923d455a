package dev.sfumato.benchmarks.batching;

import dev.sfumato.diffusion.pipeline.Modalities;
import dev.sfumato.worker.residency.KnownModel;
import dev.sfumato.worker.residency.ModelShelf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The measurement on this machine, with a real model. */
final class WorkerPart {
    /** Names it in results. */
    static final String NAME = "worker";

    private static final int MAX_ROWS = 8;
    private static final int BACKLOG_DECKS = 1;
    private static final int BACKLOGS = 2;
    private static final int ALONE = 3;
    private static final long CALIBRATION_MILLIS = 500;
    private static final int CALIBRATION_TRIES = 120;

    private final Mix mix;
    private final Set<Contestant> contestants;
    private final long seed;
    private final double seconds;
    private final Map<Contestant, WorkerDevice> devices;
    private double step;
    private final Map<Card, Double> shortest = new HashMap<>();
    private final Map<Contestant, Double> capacities = new EnumMap<>(Contestant.class);

    private WorkerPart(
            Mix mix,
            Set<Contestant> contestants,
            long seed,
            double seconds,
            Map<Contestant, WorkerDevice> devices) {
        this.mix = mix;
        this.contestants = contestants;
        this.seed = seed;
        this.seconds = seconds;
        this.devices = devices;
    }

    /**
     * Calibrates, then measures each load with each contestant in turn.
     *
     * @param loads as shares of what one at a time makes of a backlog
     * @param seconds length of each cell
     * @param keep told of what there is so far after each load
     */
    static void measure(
            Path model,
            Mix mix,
            Set<Contestant> contestants,
            List<Double> loads,
            long seed,
            double seconds,
            Path curves,
            Consumer<Result> keep)
            throws InterruptedException {
        KnownModel known =
                ModelShelf.read(List.of(model), Long.MAX_VALUE, Modalities.installed())
                        .all()
                        .iterator()
                        .next();
        Map<Contestant, WorkerDevice> devices = new EnumMap<>(Contestant.class);
        try {
            Set<Contestant> opened = EnumSet.of(Contestant.ONE);
            opened.addAll(contestants);
            for (Contestant each : opened) {
                devices.put(each, WorkerDevice.open(known, each, MAX_ROWS, curves));
                awaitCurves(curves);
            }
            new WorkerPart(mix, contestants, seed, seconds, devices).measure(loads, keep);
        } finally {
            devices.values().forEach(WorkerDevice::close);
        }
    }

    private void measure(List<Double> loads, Consumer<Result> keep) throws InterruptedException {
        warmUp();
        calibrate();
        List<Cell> cells = new ArrayList<>();
        int turn = (int) seed;
        for (double load : loads) {
            double perSecond = load * capacity(Contestant.ONE);
            int count = (int) Math.round(perSecond * seconds);
            List<Arrival> arrivals = Arrival.poisson(mix, count, perSecond, seed + cells.size());
            for (Contestant contestant : turns(contestants, turn++)) {
                cells.add(cell(contestant, load, arrivals));
                System.err.println(cells.getLast().line());
            }
            keep.accept(new Result(cells, Map.of(NAME, capacities)));
        }
    }

    /** Once more if it was disturbed. */
    private Cell cell(Contestant contestant, double load, List<Arrival> arrivals)
            throws InterruptedException {
        Recording first = device(contestant).run(arrivals);
        Cell cell = Cell.of(NAME, contestant, load, first, this::shortest, step);
        if (!cell.isDisturbed()) {
            return cell;
        }
        Recording second = device(contestant).run(arrivals);
        Cell again = Cell.of(NAME, contestant, load, second, this::shortest, step);
        return again.others() < cell.others() ? again : cell;
    }

    /** Buffers, code and curves of every shape. */
    private void warmUp() throws InterruptedException {
        for (Contestant contestant : devices.keySet()) {
            device(contestant).run(Arrival.backlog(mix.shortest(), BACKLOG_DECKS, seed));
        }
    }

    private void calibrate() throws InterruptedException {
        WorkerDevice alone = device(Contestant.ONE);
        for (Card card : mix.deck()) {
            Card kind = kind(card);
            if (!shortest.containsKey(kind)) {
                double[] times = new double[ALONE];
                for (int i = 0; i < ALONE; i++) {
                    times[i] = alone.runAlone(List.of(kind)).getFirst().toFirstStep();
                }
                shortest.put(kind, Cell.quantile(times, 0.5));
            }
        }
        step = alone.run(List.of(new Arrival(0, 0, mix.largest()))).callSeconds();
        for (int round = 0; round < BACKLOGS; round++) {
            for (Contestant contestant : turns(devices.keySet(), (int) seed + round)) {
                Recording recording =
                        device(contestant).run(Arrival.backlog(mix, BACKLOG_DECKS, seed + 1));
                // Whatever disturbs only lowers it.
                capacities.merge(contestant, recording.throughput(), Math::max);
            }
        }
    }

    private double shortest(Card card) {
        return shortest.getOrDefault(kind(card), Double.NaN);
    }

    private double capacity(Contestant contestant) {
        return capacities.getOrDefault(contestant, Double.NaN);
    }

    private WorkerDevice device(Contestant contestant) {
        WorkerDevice device = devices.get(contestant);
        if (device == null) {
            throw new IllegalStateException("no device for " + contestant);
        }
        return device;
    }

    /** What decides the time to the first step. */
    private static Card kind(Card card) {
        return card.of(1);
    }

    private static List<Contestant> turns(Set<Contestant> contestants, int turn) {
        List<Contestant> order = new ArrayList<>(contestants);
        Collections.rotate(order, turn);
        return order;
    }

    /** The first device to have the model measures it while nobody needs it. */
    private static void awaitCurves(Path folder) throws InterruptedException {
        for (int i = 0; i < CALIBRATION_TRIES && !hasCurves(folder); i++) {
            Thread.sleep(CALIBRATION_MILLIS);
        }
    }

    private static boolean hasCurves(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
