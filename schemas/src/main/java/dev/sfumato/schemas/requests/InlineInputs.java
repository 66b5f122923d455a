package dev.sfumato.schemas.requests;

/** Whether inputs may come inside the request, as {@code data:} URLs. Records can't carry them. */
public enum InlineInputs {
    ALLOWED,
    REFUSED
}
