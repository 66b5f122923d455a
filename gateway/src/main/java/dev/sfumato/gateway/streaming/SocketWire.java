package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.streaming.Frame.Answer;
import dev.sfumato.gateway.streaming.Frame.Event;
import dev.sfumato.gateway.streaming.Frame.Picture;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;

/** A WebSocket that frames are written to. Any thread writes texts; the rest on its event loop. */
final class SocketWire implements Outbox.Wire {
    private static final short TRY_AGAIN_LATER = 1013;
    private static final int WRITE_QUEUE = 128 * 1024;

    private final ServerWebSocket socket;
    private final boolean binaryPreviews;
    private final Meters meters;
    private final Unsent unsent;
    private Runnable drained = () -> {};

    SocketWire(ServerWebSocket socket, boolean binaryPreviews, Meters meters) {
        this.socket = socket.setWriteQueueMaxSize(WRITE_QUEUE);
        this.binaryPreviews = binaryPreviews;
        this.meters = meters;
        this.unsent = new Unsent(WRITE_QUEUE, () -> drained.run());
    }

    /** What to do each time that it isn't full any more, on the event loop; before it is used. */
    void whenDrained(Runnable action) {
        drained = action;
    }

    /** Pictures are large: they wait where a newer one takes their place. */
    @Override
    public boolean takes(Frame frame) {
        return !(frame instanceof Picture) && !isFull();
    }

    @Override
    public boolean isFull() {
        return unsent.isFull();
    }

    /** Does nothing once the socket is closed. */
    @Override
    public void write(Frame frame) {
        Future<Void> written =
                switch (frame) {
                    case Answer answer -> socket.writeTextMessage(answer.json());
                    case Event event -> socket.writeTextMessage(event.shown().json());
                    case Picture picture -> write(picture.image());
                };
        unsent.add(frame.size(), written);
    }

    @Override
    public void tooSlow() {
        meters.tooSlow();
        socket.close(TRY_AGAIN_LATER, "too much is left unread");
    }

    private Future<Void> write(PreviewImage preview) {
        return binaryPreviews
                ? socket.writeBinaryMessage(preview.binary())
                : socket.writeTextMessage(preview.json());
    }
}
