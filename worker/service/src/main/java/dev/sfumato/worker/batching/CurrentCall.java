package dev.sfumato.worker.batching;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The call that a device makes now, so that other threads can end it. Any thread. */
final class CurrentCall {
    private @Nullable LoadedModel model;
    private List<Member> members = List.of();

    synchronized void begin(LoadedModel called, List<Member> travelling) {
        model = called;
        members = travelling;
    }

    synchronized void end() {
        model = null;
        members = List.of();
    }

    /** Ends the call if nobody wants its result any more. */
    synchronized void cancelIfUseless() {
        if (model != null && members.stream().allMatch(Member::isLeaving)) {
            model.cancel();
        }
    }
}
