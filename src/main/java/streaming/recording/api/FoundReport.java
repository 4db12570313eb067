package streaming.recording.api;

/**
 * What there is of a report: a row of get-report.sql.
 *
 * @param head the JSON of GET /recording/{id}/report up to the report itself
 * @param report JSON, {@code null} when there is none
 * @param live whether the report is to be made of what is captured so far
 */
public record FoundReport(String recordingId, String head, String report, boolean live) {

    /** The whole answer. */
    public String answer() {
        return answerWith(report);
    }

    /** The whole answer, with this report. */
    public String answerWith(String made) {
        return head + made + "}";
    }
}
