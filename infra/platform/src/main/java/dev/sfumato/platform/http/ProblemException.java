package dev.sfumato.platform.http;

/** A problem on its way to the client; {@link Service} answers with it. */
public final class ProblemException extends RuntimeException {
    @SuppressWarnings("serial") // never serialised
    private final Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
