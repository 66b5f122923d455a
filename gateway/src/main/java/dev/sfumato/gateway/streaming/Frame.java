package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.replay.Shown;

/** Something to write to a client. */
sealed interface Frame {
    /** About what it takes in memory, in bytes. */
    int size();

    record Event(Shown shown) implements Frame {
        @Override
        public int size() {
            return shown.json().length() + 64;
        }
    }

    record Picture(PreviewImage image) implements Frame {
        @Override
        public int size() {
            return image.size();
        }
    }

    /** An answer to something that the client sent. */
    record Answer(String json) implements Frame {
        @Override
        public int size() {
            return json.length() + 64;
        }
    }
}
