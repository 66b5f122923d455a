package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.schedule.Schedule;

/** A {@link Solver}'s run, worked out call by call when it is made. */
final class PlannedSampler implements Sampler {

    private final Schedule schedule;
    private final int first;
    private final int slots;
    private final Solver.Level[] levels;
    private final double[] inputScales;
    private final Move[] moves;

    /**
     * @throws IllegalArgumentException if no call is left, or a weight isn't finite: the
     *     combination of options divides by zero
     */
    PlannedSampler(String name, Solver solver, int first) {
        this.schedule = solver.schedule();
        this.first = first;
        this.slots = solver.slots();
        int calls = schedule.calls();
        if (first >= calls) {
            throw new IllegalArgumentException(
                    "%s: first call must be below %d, got %d".formatted(name, calls, first));
        }
        this.levels = new Solver.Level[calls];
        this.inputScales = new double[calls];
        this.moves = new Move[calls];
        for (int call = 0; call < calls; call++) {
            levels[call] = solver.level(call);
            inputScales[call] = solver.inputScale(call);
            if (call >= first) {
                moves[call] = solver.move(call, call - first);
                if (!moves[call].isFinite()) {
                    throw new IllegalArgumentException(
                            "%s: this combination of options divides by zero at call %d of %d"
                                    .formatted(name, call, calls));
                }
            }
        }
    }

    @Override
    public int calls() {
        return schedule.calls();
    }

    @Override
    public int firstCall() {
        return first;
    }

    @Override
    public double timestep(int call) {
        return schedule.timestep(call);
    }

    @Override
    public double initialSigma() {
        return schedule.initialSigma();
    }

    @Override
    public double inputScale(int call) {
        return inputScales[call];
    }

    @Override
    public State start(int length) {
        return new State(first, slots, length);
    }

    @Override
    public State resume(byte[] bytes) {
        State state = State.of(bytes, slots);
        if (state.nextCall() < first || state.nextCall() > calls()) {
            throw new IllegalArgumentException(
                    "sampler state must be at call %d..%d, got %d"
                            .formatted(first, calls(), state.nextCall()));
        }
        return state;
    }

    @Override
    public boolean drawsNoise(int call) {
        return move(call).spread().draws();
    }

    @Override
    public void step(
            int call, State state, float[] x, float[] modelOutput, NoiseSource noise, float[] out) {
        Move move = move(call);
        check(call, state, x, modelOutput, out, move);
        float[][] registers = state.registers(x, modelOutput);
        if (move.bound().limits()) {
            move.denoised().into(registers, registers[Form.DENOISED]);
            move.bound().apply(registers[Form.DENOISED], registers[Form.NOISE]);
        }
        if (move.spread().draws()) {
            noise.normal(registers[Form.NOISE]);
            move.spread().apply(registers[Form.NOISE], modelOutput);
        }
        for (Move.Keep keep : move.kept()) {
            keep.form().into(registers, registers[Form.SLOTS + keep.slot()]);
        }
        move.next().into(registers, out);
        state.advance();
    }

    private static void check(
            int call, State state, float[] x, float[] modelOutput, float[] out, Move move) {
        if (call != state.nextCall()) {
            throw new IllegalArgumentException(
                    "call must be %d, got %d".formatted(state.nextCall(), call));
        }
        int length = state.length();
        if (x.length != length || out.length != length) {
            throw new IllegalArgumentException(
                    "latents must hold %d floats, got %d and %d"
                            .formatted(length, x.length, out.length));
        }
        int least = move.spread().isLearned() ? 2 * length : length;
        if (modelOutput.length < least) {
            throw new IllegalArgumentException(
                    "model output must hold %d floats, got %d"
                            .formatted(least, modelOutput.length));
        }
    }

    @Override
    public void addNoise(int call, float[] clean, float[] noise, float[] out) {
        Solver.Level level = levels[call];
        Buffers.combine(level.signal(), clean, level.sigma(), noise, out);
    }

    @Override
    public void denoised(int call, float[] x, float[] modelOutput, float[] out) {
        var registers = new float[Form.SLOTS][];
        registers[Form.X] = x;
        registers[Form.MODEL] = modelOutput;
        move(call).denoised().into(registers, out);
        if (move(call).bound() instanceof Bound.Clip clip) {
            clip.apply(out, out);
        }
    }

    private Move move(int call) {
        if (call < first || call >= moves.length) {
            throw new IllegalArgumentException(
                    "call must be in %d..%d, got %d".formatted(first, moves.length - 1, call));
        }
        return moves[call];
    }
}
