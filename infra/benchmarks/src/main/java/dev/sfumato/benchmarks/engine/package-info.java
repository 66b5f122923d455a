/**
 * The benchmark {@code engine}: this project's engine against a bare ONNX Runtime loop, step by
 * step in one process, and against Python's libraries, picture by picture in a process each. All
 * contestants take turns, so that whatever disturbs the machine disturbs them alike.
 *
 * <p>Each class belongs to one thread; {@link dev.sfumato.benchmarks.engine.PeerProcess} has a
 * second one that reads what the process says.
 */
@NullMarked
package dev.sfumato.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
