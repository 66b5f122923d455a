package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.streaming.FrameQueue.Loss;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.concurrent.atomic.AtomicInteger;

/** What the gateway counts. Any thread. */
public final class Meters {
    private final AtomicInteger sockets;
    private final AtomicInteger streams;
    private final Counter progress;
    private final Counter previews;
    private final Counter slow;

    public Meters(MeterRegistry registry) {
        sockets = registry.gauge("sfumato.gateway.sockets", new AtomicInteger());
        streams = registry.gauge("sfumato.gateway.event.streams", new AtomicInteger());
        progress =
                Counter.builder("sfumato.gateway.progress.coalesced")
                        .description("progress events that a newer one replaced for a slow client")
                        .register(registry);
        previews =
                Counter.builder("sfumato.gateway.previews.dropped")
                        .description("previews that a slow client never got")
                        .register(registry);
        slow =
                Counter.builder("sfumato.gateway.clients.too.slow")
                        .description("connections closed because the client left too much unread")
                        .register(registry);
    }

    void count(Loss loss) {
        if (!loss.isNothing()) {
            progress.increment(loss.progress());
            previews.increment(loss.previews());
        }
    }

    void tooSlow() {
        slow.increment();
    }

    AtomicInteger sockets() {
        return sockets;
    }

    AtomicInteger streams() {
        return streams;
    }
}
