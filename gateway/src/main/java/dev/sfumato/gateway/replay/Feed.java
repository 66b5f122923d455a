package dev.sfumato.gateway.replay;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Lifecycle;
import dev.sfumato.schemas.events.Preview;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What happens to one generation, folded once from its first event for all who watch it here.
 *
 * <p>Any thread; every method holds the feed's lock for a moment and never waits for anything else.
 */
final class Feed {
    private static final Logger log = LoggerFactory.getLogger(Feed.class);
    private static final long FROM_START = -1;
    private static final int MAX_EARLY = 10_000;

    private final GenerationId id;
    private final String tenant;
    private final History history = new History();
    private final Map<Subscriber, @Nullable EventId> arriving = new LinkedHashMap<>();
    private final Map<Subscriber, Long> seats = new LinkedHashMap<>();
    private final Deque<Early> early = new ArrayDeque<>();
    private @Nullable Generation state;
    private @Nullable Problem broken;
    private int partition = -1;
    private long foldFrom;
    private long endedAt = Long.MAX_VALUE;
    private boolean catchingUp = true;
    private boolean ended;
    private int holders;

    /** An event that came while older ones were still being read. */
    @SuppressWarnings("ArrayRecordComponent") // bytes in transit: never compared
    private record Early(long offset, byte[] value) {}

    Feed(GenerationId id, String tenant) {
        this.id = id;
        this.tenant = tenant;
    }

    GenerationId id() {
        return id;
    }

    /** Counts who needs the feed; false when it is broken, and a new one is needed. */
    synchronized boolean hold() {
        if (broken != null) {
            return false;
        }
        holders++;
        return true;
    }

    /** True when nobody needs it any more. */
    synchronized boolean release() {
        holders--;
        return holders == 0;
    }

    synchronized boolean isNeeded() {
        return holders > 0 && broken == null && !ended;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Where its events are; -1 until that is known. */
    synchronized int partition() {
        return partition;
    }

    /** Shows {@code subscriber} what follows {@code after}, and everything from then on. */
    synchronized void join(Subscriber subscriber, @Nullable EventId after) {
        if (broken != null) {
            subscriber.refused(broken);
        } else if (partition < 0) {
            arriving.put(subscriber, after);
        } else {
            seat(subscriber, after);
        }
    }

    synchronized void leave(Subscriber subscriber) {
        arriving.remove(subscriber);
        seats.remove(subscriber);
    }

    /** Its partition is known; {@code endedAt} is the offset of its terminal event, if it has. */
    synchronized void located(int place, long endedAt) {
        if (partition < 0) {
            partition = place;
            this.endedAt = endedAt;
            arriving.forEach(this::seat);
            arriving.clear();
        }
    }

    /** The next event of the log's end; waits while older ones are still being read. */
    synchronized void follow(long offset, byte[] value) {
        if (!catchingUp) {
            fold(offset, value);
        } else if (early.size() < MAX_EARLY) {
            early.addLast(new Early(offset, value));
        } else {
            fail(Problems.overloaded());
        }
    }

    /** An older event. */
    synchronized void replay(long offset, byte[] value) {
        fold(offset, value);
    }

    /** Older events have all been replayed, or there were none. */
    synchronized void caughtUp() {
        catchingUp = false;
        for (Early each = early.poll(); each != null; each = early.poll()) {
            fold(each.offset(), each.value());
        }
    }

    /** The log's beginning has expired: everybody gets what the view says, then goes on live. */
    synchronized void resync(Place place) {
        foldFrom = place.last().offset() + 1;
        show(Messages.resync(id, place));
        if (place.ended()) {
            show(Messages.terminal(id, place));
        }
        caughtUp();
    }

    synchronized void preview(byte[] value) {
        Preview preview;
        try {
            preview = Codecs.previews().decode(value);
        } catch (MalformedRecordException e) {
            log.atWarn().addKeyValue("generationId", id).setCause(e).log("malformed preview");
            return;
        }
        Generation now = state;
        if (ended || now == null || !isOurs(preview.subject().id(), preview.subject().tenant())) {
            return;
        }
        if (preview.runId().equals(now.run())) {
            var image = new PreviewImage(preview);
            seats.keySet().forEach(subscriber -> subscriber.preview(image));
        }
    }

    synchronized void fail(Problem problem) {
        if (broken == null && !ended) {
            broken = problem;
            everybody(subscriber -> subscriber.refused(problem));
            early.clear();
        }
    }

    private void everybody(Consumer<Subscriber> call) {
        var all = new ArrayList<>(arriving.keySet());
        all.addAll(seats.keySet());
        arriving.clear();
        seats.clear();
        all.forEach(call);
    }

    private void seat(Subscriber subscriber, @Nullable EventId after) {
        if (after != null && after.partition() != partition) {
            subscriber.refused(Problems.invalidCursor());
            return;
        }
        long seen = after == null ? FROM_START : after.offset();
        subscriber.attached(seen >= endedAt);
        history.forEach(shown -> give(subscriber, seen, shown));
        if (!ended) {
            seats.put(subscriber, seen);
        }
    }

    private void fold(long offset, byte[] value) {
        if (offset < foldFrom || ended) {
            return;
        }
        GenerationEvent event;
        try {
            event = Codecs.events().decode(value);
        } catch (MalformedRecordException e) {
            log.atWarn().addKeyValue("generationId", id).setCause(e).log("malformed event");
            return;
        }
        if (!isOurs(event.subject().id(), event.subject().tenant())) {
            return;
        }
        Lifecycle.Step step = Lifecycle.apply(state, event);
        state = step.generation();
        if (step.counted() && !(event instanceof GenerationEvent.Yielded)) {
            show(Messages.of(event, new EventId(partition, offset)));
        }
    }

    private boolean isOurs(GenerationId id, String tenant) {
        return this.id.equals(id) && this.tenant.equals(tenant);
    }

    private void show(Shown shown) {
        history.add(shown);
        seats.forEach((subscriber, seen) -> give(subscriber, seen, shown));
        if (shown.isTerminal()) {
            ended = true;
            endedAt = shown.event().offset();
            seats.clear();
            early.clear();
        }
    }

    /** A terminal event is shown again to whoever says that it saw it: somebody waits for it. */
    private static void give(Subscriber subscriber, long seen, Shown shown) {
        if (shown.event().offset() > seen || shown.isTerminal()) {
            subscriber.shown(shown);
        }
    }
}
