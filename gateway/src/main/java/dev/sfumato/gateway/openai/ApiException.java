package dev.sfumato.gateway.openai;

/** A request that is refused in the shape of that API. */
final class ApiException extends RuntimeException {
    @SuppressWarnings("serial") // never serialised
    private final ApiError error;

    ApiException(ApiError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
