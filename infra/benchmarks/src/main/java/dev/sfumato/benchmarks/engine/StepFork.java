package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;

import dev.sfumato.benchmarks.measure.Json;
import dev.sfumato.benchmarks.measure.ProcessorTime;
import dev.sfumato.benchmarks.measure.Use;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One process in which the engine and bare loops make the same pictures, taking turns after every
 * step, the first of the turn changing too. The first step of a picture isn't counted: what comes
 * before it differs by design.
 */
final class StepFork {
    /** The engine. */
    static final String OURS = "sfumato";

    /** The loop that it is measured against. */
    static final String BARE = "bare";

    /** The same loop once more: what two equal programs differ by. */
    static final String CONTROL = "control";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ProcessorTime processor = new ProcessorTime();
    private final Map<String, Loop> loops = new LinkedHashMap<>();

    /**
     * Runs to the end.
     *
     * @param number of the fork: who is opened first changes with it, since the place of a
     *     session's weights in memory is luck
     * @param control whether the bare loop runs twice
     * @return {@code difference}, the largest between the pictures in levels, and {@code rounds},
     *     one per picture: {@code others} and per contestant a list of {@code [nanoseconds,
     *     processor nanoseconds, allocated bytes]}
     */
    ObjectNode run(Work work, int number, boolean control, int warmUp, int pictures) {
        List<String> names = new ArrayList<>(List.of(OURS, BARE));
        if (control) {
            names.add(CONTROL);
        }
        Collections.rotate(names, number);
        // DJL must set ONNX Runtime up, whoever comes first.
        dev.sfumato.diffusion.onnx.Device.cpu();
        try {
            for (String name : names) {
                loops.put(name, name.equals(OURS) ? OurLoop.open(work) : BareLoop.open(work));
            }
            ObjectNode result = Json.object();
            result.put("difference", difference(work));
            ArrayNode rounds = result.putArray("rounds");
            for (int picture = 0; picture < warmUp + pictures; picture++) {
                ObjectNode round = round(work, picture);
                if (picture >= warmUp) {
                    rounds.add(round);
                }
            }
            return result;
        } finally {
            loops.values().forEach(Loop::close);
        }
    }

    private ObjectNode round(Work work, int picture) {
        ObjectNode round = Json.object();
        loops.keySet().forEach(round::putArray);
        List<String> order = new ArrayList<>(loops.keySet());
        loops.values().forEach(loop -> loop.begin(Work.prompt(picture), picture));
        Use.Start start = Use.start(ProcessHandle.current().pid());
        for (int step = 0; step < work.steps(); step++) {
            for (String name : order) {
                measure(loops.get(name), step > 0, (ArrayNode) round.get(name));
            }
            Collections.rotate(order, 1);
        }
        round.put("others", start.stop().others());
        return round;
    }

    private void measure(Loop loop, boolean counts, ArrayNode into) {
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = processor.nanos();
        long wall = System.nanoTime();
        loop.step();
        wall = System.nanoTime() - wall;
        cpu = processor.nanos() - cpu;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        if (counts) {
            into.addArray().add(wall).add(cpu).add(allocated);
        }
    }

    private int difference(Work work) {
        byte[] expected = null;
        int most = 0;
        for (Loop loop : loops.values()) {
            loop.begin(Work.prompt(0), 0);
            for (int step = 0; step < work.steps(); step++) {
                loop.step();
            }
            byte[] made = loop.finish();
            most = expected == null ? 0 : Math.max(most, Pictures.difference(expected, made));
            expected = made;
        }
        return most;
    }
}
