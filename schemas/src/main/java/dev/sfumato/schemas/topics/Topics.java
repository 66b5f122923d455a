package dev.sfumato.schemas.topics;

/** Names of the topics. */
public final class Topics {
    public static final String COMMANDS = "sfumato.commands";
    public static final String ADMISSION = "sfumato.admission";
    public static final String DISPATCH = "sfumato.dispatch";
    public static final String CONTROL = "sfumato.control";
    public static final String EVENTS = "sfumato.events";
    public static final String PREVIEWS = "sfumato.previews";
    public static final String RESULTS = "sfumato.results";
    public static final String WORKERS = "sfumato.workers";
    public static final String POOLS = "sfumato.pools";
    public static final String WEBHOOKS = "sfumato.webhooks";
    public static final String DEAD_LETTERS = "sfumato.dead-letters";

    private static final String WORK = "sfumato.work.";

    private Topics() {}

    /** The shallow topic that a pool's workers pull from; also the name of their share group. */
    public static String work(String pool) {
        return WORK + pool;
    }

    /** A tenant's own door. */
    public static String commands(String tenant) {
        return COMMANDS + '.' + tenant;
    }
}
