@org.jspecify.annotations.NullMarked
package dev.sfumato.gateway.openai;
