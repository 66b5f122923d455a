package dev.sfumato.gateway.replay;

import dev.sfumato.gateway.replay.Replayer.Scan;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Brings a feed what the log has of its generation: what is older, then what comes. Any thread. */
final class Follower {
    private final Feed feed;
    private final Tail events;
    private final Tail previews;
    private final Replayer replayer;
    private final Tail.Sink previewSink = new Previews();
    private volatile Tail.@Nullable Sink eventSink;

    Follower(Feed feed, Tail events, Tail previews, Replayer replayer) {
        this.feed = feed;
        this.events = events;
        this.previews = previews;
        this.replayer = replayer;
    }

    Feed feed() {
        return feed;
    }

    /** Reads from its first event on; only what there is, if it has ended. */
    void follow(Place place) {
        int partition = place.first().partition();
        if (place.ended()) {
            feed.located(partition, place.last().offset());
            replay(place, place.last().offset() + 1);
        } else {
            feed.located(partition, Long.MAX_VALUE);
            watch(partition, place.first().offset(), new Events(place, () -> {}));
        }
    }

    /** Waits for the first event, which is still to come; {@code ready} runs when it is watched. */
    void expect(int partition, Runnable ready) {
        feed.located(partition, Long.MAX_VALUE);
        watch(partition, Tail.FROM_NOW, new Events(null, ready));
    }

    /** Nobody needs it any more. */
    void stop() {
        Tail.Sink sink = eventSink;
        if (sink != null) {
            events.unwatch(feed.partition(), key(), sink);
            previews.unwatch(feed.partition(), key(), previewSink);
        }
    }

    private void watch(int partition, long from, Tail.Sink sink) {
        eventSink = sink;
        events.watch(partition, key(), from, sink);
        stopUnlessNeeded();
    }

    private void replay(Place place, long to) {
        var log = new TopicPartition(Topics.EVENTS, place.first().partition());
        var scan = new Scan(log, key(), place.first().offset(), to, new Older(place));
        if (!replayer.offer(scan)) {
            feed.fail(Problems.overloaded());
        }
    }

    private void caughtUp() {
        feed.caughtUp();
        goOn();
    }

    private void goOn() {
        if (eventSink != null && !feed.isEnded()) {
            previews.watch(feed.partition(), key(), Tail.FROM_NOW, previewSink);
        }
        stopUnlessNeeded();
    }

    /** Whoever left in the meantime could not end what had not begun. */
    private void stopUnlessNeeded() {
        if (!feed.isNeeded()) {
            stop();
        }
    }

    private String key() {
        return feed.id().toString();
    }

    private final class Events implements Tail.Sink {
        private final @Nullable Place place;
        private final Runnable ready;

        Events(@Nullable Place place, Runnable ready) {
            this.place = place;
            this.ready = ready;
        }

        @Override
        public void begins(long offset) {
            if (place != null && place.first().offset() < offset) {
                replay(place, offset);
            } else {
                caughtUp();
            }
            ready.run();
        }

        @Override
        public void record(long offset, byte[] value) {
            feed.follow(offset, value);
            if (feed.isEnded()) {
                stop();
            }
        }

        @Override
        public void lost() {
            feed.fail(Problems.unreadable());
            ready.run();
        }
    }

    private final class Previews implements Tail.Sink {
        @Override
        public void begins(long offset) {
            // Older previews are of no use.
        }

        @Override
        public void record(long offset, byte[] value) {
            feed.preview(value);
        }

        @Override
        public void lost() {
            // The next subscription tries again; events go on.
        }
    }

    private final class Older implements Replayer.Sink {
        private final Place place;

        Older(Place place) {
            this.place = place;
        }

        @Override
        public boolean isWanted() {
            return feed.isNeeded();
        }

        @Override
        public void replayed(long offset, byte[] value) {
            feed.replay(offset, value);
        }

        @Override
        public void cut() {
            feed.resync(place);
            goOn();
        }

        @Override
        public void done() {
            if (place.ended() && !feed.isEnded()) {
                cut();
            } else {
                caughtUp();
            }
        }

        @Override
        public void failed() {
            feed.fail(Problems.unreadable());
        }
    }
}
