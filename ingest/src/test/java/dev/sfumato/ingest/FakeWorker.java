package dev.sfumato.ingest;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.Timings;
import dev.sfumato.schemas.topics.Topics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Says what a worker would say. */
final class FakeWorker {

    static final ModelCard LANDSCAPE =
            new ModelCard(
                    "landscape",
                    "image",
                    "stable-diffusion",
                    List.of("text-to-image"),
                    List.of("dpmpp-2m", "euler"),
                    new ModelCard.Defaults(20, 5, "dpmpp-2m"),
                    100,
                    4,
                    """
                    {"type": "object", "properties": {
                      "width": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128},
                      "height": {"type": "integer", "minimum": 64, "maximum": 256, "default": 128}}}
                    """,
                    "steps * 2");

    private final Bus bus;

    FakeWorker(Bus bus) {
        this.bus = bus;
    }

    void beat(int slots) {
        Heartbeat heartbeat =
                new Heartbeat(
                        "w1",
                        Fixtures.POOL,
                        Instant.now(),
                        slots,
                        List.of(),
                        List.of("cpu:0"),
                        List.of(LANDSCAPE),
                        false);
        bus.send(Topics.WORKERS, "w1", Codecs.heartbeats().encode(heartbeat));
        dispatch(new DispatchMessage.Alive(heartbeat));
    }

    void complete(Job job) {
        UUID run = UUID.randomUUID();
        Instant now = Instant.now();
        say(new GenerationEvent.Started(job.subject(), now, run, "w1", job.attemptBase(), 0));
        say(
                new GenerationEvent.Completed(
                        job.subject(),
                        now,
                        run,
                        job.attemptBase(),
                        List.of(
                                new Artifact(
                                        "0".repeat(64),
                                        "image/png",
                                        3,
                                        "0".repeat(64),
                                        job.request().seed(),
                                        Map.of("width", 128, "height", 128))),
                        new Timings(1, 1, 1, 1, 4)));
    }

    private void say(GenerationEvent event) {
        bus.send(Topics.EVENTS, event.subject().id().toString(), Codecs.events().encode(event));
        dispatch(new DispatchMessage.Observed(event));
    }

    private void dispatch(DispatchMessage message) {
        bus.send(Topics.DISPATCH, message.pool(), Codecs.dispatch().encode(message));
    }
}
