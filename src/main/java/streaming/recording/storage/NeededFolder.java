package streaming.recording.storage;

/** A row of needed-folders.sql: the work folder of a recording that is not completed. */
public record NeededFolder(String folder) {}
