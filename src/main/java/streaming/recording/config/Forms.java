package streaming.recording.config;

/** Regular expressions for values that several settings share. */
public final class Forms {

    public static final String HOST_AND_PORT = "[A-Za-z0-9.-]+:[0-9]{1,5}|\\[[0-9A-Fa-f:]+]:[0-9]{1,5}";
    /** Of a service: a path may follow, a query may not. */
    public static final String SERVICE_URL = "https?://[^\\s/?#]+[^\\s?#]*";

    /** The same, or empty for a service that is not there. */
    public static final String SERVICE_URL_OR_NONE = "(" + SERVICE_URL + ")?";

    public static final String BUCKET = "[A-Za-z0-9][A-Za-z0-9._-]{1,254}";

    private Forms() {}
}
