package dev.sfumato.benchmarks.engine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** One process of step-by-step comparison; started by {@link EngineCommand}. */
@Command(name = "steps", hidden = true)
public final class StepsCommand implements Callable<Integer> {
    @Mixin private WorkOptions options = new WorkOptions();

    @Option(names = "--number")
    private int number;

    @Option(names = "--control", negatable = true)
    private boolean control;

    @Option(names = "--warm-up")
    private int warmUp;

    @Option(names = "--pictures")
    private int pictures;

    @Override
    public Integer call() {
        System.out.println(new StepFork().run(options.work(), number, control, warmUp, pictures));
        return 0;
    }
}
