package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives runs at once, each call shared by all that may share it. */
final class Together {
    private Together() {}

    static Map<Request, List<Pixels>> drive(Studio studio, List<Request> requests) {
        Map<Request, Run> runs = new HashMap<>();
        requests.forEach(request -> runs.put(request, studio.pipeline().plan(request)));
        Map<Request, List<Pixels>> pictures = new HashMap<>();
        while (pictures.size() < requests.size()) {
            List<Run> waiting = new ArrayList<>();
            List<Need.Call> calls = new ArrayList<>();
            for (Request request : requests) {
                Run run = runs.get(request);
                switch (run.next()) {
                    case Need.Compute compute -> run.accept(compute.task().run());
                    case Need.Done done -> pictures.put(request, Studio.pictures(done.artifacts()));
                    case Need.Call call -> {
                        if (calls.isEmpty() || studio.sessions().canShare(calls.getFirst(), call)) {
                            waiting.add(run);
                            calls.add(call);
                        }
                    }
                }
            }
            if (!calls.isEmpty()) {
                List<Outputs.Tensors> outputs = studio.sessions().call(calls);
                for (int i = 0; i < outputs.size(); i++) {
                    waiting.get(i).accept(outputs.get(i));
                }
            }
        }
        return pictures;
    }
}
