@org.jspecify.annotations.NullMarked
package dev.sfumato.standalone;
