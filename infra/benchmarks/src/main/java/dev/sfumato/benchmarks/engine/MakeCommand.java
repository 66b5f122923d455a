package dev.sfumato.benchmarks.engine;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** This project's engine as one of the peers; started by {@link EngineCommand}. */
@Command(name = "make", hidden = true)
public final class MakeCommand implements Callable<Integer> {
    @Mixin private WorkOptions options = new WorkOptions();

    @Override
    public Integer call() throws IOException {
        var jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Maker.serve(options.work(), jobs, System.out);
        return 0;
    }
}
