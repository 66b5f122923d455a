/**
 * Graphs on a device: sessions of ONNX Runtime under DJL's life cycle, fed and read through direct
 * buffers that are made once per shape. The thread that makes a model's first call owns its
 * sessions: it makes every call and closes them; only {@link
 * dev.sfumato.diffusion.onnx.Sessions#cancel} may come from elsewhere.
 */
@NullMarked
package dev.sfumato.diffusion.onnx;

import org.jspecify.annotations.NullMarked;
