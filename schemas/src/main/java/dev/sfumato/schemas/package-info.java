@org.jspecify.annotations.NullMarked
package dev.sfumato.schemas;
