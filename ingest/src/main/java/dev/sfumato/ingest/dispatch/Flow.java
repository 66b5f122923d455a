package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.requests.Priority;

/** A tenant within a class: its jobs are first in, first out. */
record Flow(Priority priority, String tenant) {}
