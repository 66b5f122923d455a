package dev.sfumato.benchmarks.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Progress;
import dev.sfumato.diffusion.pipeline.Run;

import org.jspecify.annotations.Nullable;

/** A run of which it is known what was asked for. */
interface Job extends Run {
    /** What was asked for. */
    Card card();

    /** A run of the engine. */
    record Real(Run run, Card card) implements Job {
        @Override
        public Need next() {
            return run.next();
        }

        @Override
        public void accept(Outputs outputs) {
            run.accept(outputs);
        }

        @Override
        public Progress progress() {
            return run.progress();
        }

        @Override
        public @Nullable Preview preview() {
            return run.preview();
        }

        @Override
        public byte[] checkpoint() {
            return run.checkpoint();
        }
    }
}
