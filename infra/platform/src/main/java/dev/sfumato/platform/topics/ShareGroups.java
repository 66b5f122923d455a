package dev.sfumato.platform.topics;

import dev.sfumato.schemas.topics.Topic;
import dev.sfumato.schemas.topics.Topics;

import java.util.Map;

/** The share group of each work topic: it has the topic's name. */
final class ShareGroups {
    /**
     * A new group sees the whole backlog; a hung worker's job is free after 10 s; a record that
     * nobody could finish stays deliverable 10 times.
     */
    static final Map<String, String> CONFIG =
            Map.of(
                    "share.auto.offset.reset", "earliest",
                    "share.record.lock.duration.ms", "10000",
                    "share.delivery.count.limit", "10");

    private static final String PREFIX = Topics.work("");

    private ShareGroups() {}

    static boolean isWork(Topic topic) {
        return topic.name().startsWith(PREFIX);
    }
}
