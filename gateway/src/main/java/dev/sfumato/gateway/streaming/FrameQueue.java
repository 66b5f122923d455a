package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Shown;
import dev.sfumato.gateway.streaming.Frame.Answer;
import dev.sfumato.gateway.streaming.Frame.Event;
import dev.sfumato.gateway.streaming.Frame.Picture;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Frames that wait for a client, in order. While the client doesn't keep up, a newer progress takes
 * the place of a waiting one of the same generation; a newer preview always takes that of the same
 * picture, and previews are dropped before anything else grows too large; everything else stays.
 * One thread at a time.
 */
final class FrameQueue {
    private final int maxBytes;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Map<GenerationId, Slot> progress = new HashMap<>();
    private final Map<PictureKey, Slot> previews = new LinkedHashMap<>();
    private long bytes;
    private long previewBytes;
    private int coalesced;
    private int dropped;

    private record PictureKey(GenerationId id, int image) {}

    private static final class Slot {
        @Nullable Frame frame;

        Slot(Frame frame) {
            this.frame = frame;
        }
    }

    /**
     * An empty queue.
     *
     * @param maxBytes beyond which {@link #isOverfull}; previews take at most half of it
     */
    FrameQueue(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What a frame made superfluous. */
    record Loss(int progress, int previews) {
        private static final Loss NONE = new Loss(0, 0);

        boolean isNothing() {
            return progress == 0 && previews == 0;
        }
    }

    /**
     * Appends a frame, or puts it in the place of an older one.
     *
     * @param late whether the client doesn't keep up
     */
    Loss add(Frame frame, boolean late) {
        coalesced = 0;
        dropped = 0;
        switch (frame) {
            case Answer answer -> append(answer);
            case Picture picture -> add(picture);
            case Event event -> add(event, late);
        }
        if (isOverfull()) {
            thin();
        }
        return coalesced + dropped == 0 ? Loss.NONE : new Loss(coalesced, dropped);
    }

    /** Takes the next frame; null when there is none. */
    @Nullable Frame poll() {
        for (Slot slot = slots.poll(); slot != null; slot = slots.poll()) {
            Frame frame = slot.frame;
            if (frame != null) {
                forget(slot, frame);
                return frame;
            }
        }
        return null;
    }

    /** Whether what must not be dropped is more than the client may leave unread. */
    boolean isOverfull() {
        return bytes > maxBytes;
    }

    private void add(Event event, boolean late) {
        Shown shown = event.shown();
        switch (shown.weight()) {
            case PASSING -> {
                Slot waiting = progress.get(shown.id());
                if (waiting == null || !late) {
                    progress.put(shown.id(), append(event));
                } else {
                    replace(waiting, event);
                    coalesced++;
                }
            }
            case LASTING -> {
                progress.remove(shown.id());
                append(event);
            }
            case TERMINAL -> {
                progress.remove(shown.id());
                dropPreviewsOf(shown.id());
                append(event);
            }
        }
    }

    private void add(Picture picture) {
        var key = new PictureKey(picture.image().id(), picture.image().image());
        Slot waiting = previews.get(key);
        if (waiting == null) {
            previews.put(key, append(picture));
        } else {
            previewBytes -= waiting.frame == null ? 0 : waiting.frame.size();
            replace(waiting, picture);
            dropped++;
        }
        previewBytes += picture.size();
        while (previewBytes > maxBytes / 2) {
            drop(previews.keySet().iterator().next());
        }
    }

    /** Leaves only the newest progress of each generation. */
    private void thin() {
        var newer = new HashSet<GenerationId>();
        for (Iterator<Slot> all = slots.descendingIterator(); all.hasNext(); ) {
            Slot slot = all.next();
            if (slot.frame instanceof Event event
                    && event.shown().weight() == Shown.Weight.PASSING
                    && !newer.add(event.shown().id())) {
                bytes -= event.size();
                slot.frame = null;
                coalesced++;
            }
        }
    }

    private void dropPreviewsOf(GenerationId id) {
        previews.keySet().stream().filter(key -> key.id().equals(id)).toList().forEach(this::drop);
    }

    private void drop(PictureKey key) {
        Slot slot = previews.remove(key);
        if (slot != null && slot.frame != null) {
            previewBytes -= slot.frame.size();
            bytes -= slot.frame.size();
            slot.frame = null;
            dropped++;
        }
    }

    private Slot append(Frame frame) {
        var slot = new Slot(frame);
        slots.add(slot);
        bytes += frame.size();
        return slot;
    }

    private void replace(Slot slot, Frame frame) {
        bytes += frame.size() - (slot.frame == null ? 0 : slot.frame.size());
        slot.frame = frame;
    }

    private void forget(Slot slot, Frame frame) {
        bytes -= frame.size();
        switch (frame) {
            case Answer ignored -> {}
            case Event event -> progress.remove(event.shown().id(), slot);
            case Picture picture -> {
                previewBytes -= frame.size();
                previews.remove(
                        new PictureKey(picture.image().id(), picture.image().image()), slot);
            }
        }
    }
}
