/**
 * Reading a model folder: its configuration files, its graphs' inputs and outputs, its hash.
 * Everything here is immutable and may be used from any thread; a folder that can't be used is
 * refused naming file, rule and value.
 */
@NullMarked
package dev.sfumato.diffusion.model;

import org.jspecify.annotations.NullMarked;
