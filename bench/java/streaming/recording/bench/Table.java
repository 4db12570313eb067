package streaming.recording.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of figures, printed as Markdown, so that it goes into docs/ as it is. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    /** Also said at once: what comes behind it may take long, or fail. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(Table::text).toList());
        Bench.say("%s", String.join(" | ", rows.get(rows.size() - 1)));
        return this;
    }

    private static String text(Object cell) {
        return cell instanceof Double number
                ? String.format(java.util.Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%,.0f", number)
                : cell instanceof Number number
                        ? String.format(java.util.Locale.ROOT, "%,d", number.longValue())
                        : String.valueOf(cell);
    }

    void print() {
        for (int i = 0; i < rows.size(); i++) {
            StringBuilder line = new StringBuilder("|");
            for (int column = 0; column < rows.get(0).size(); column++) {
                int place = column;
                int width = rows.stream()
                        .mapToInt(row -> row.get(place).length())
                        .max()
                        .orElse(0);
                String cell = rows.get(i).get(column);
                line.append(' ')
                        .append(
                                column == 0
                                        ? cell + " ".repeat(width - cell.length())
                                        : " ".repeat(width - cell.length()) + cell)
                        .append(" |");
            }
            Bench.say("%s", line);
            if (i == 0) {
                Bench.say("%s", "|---" + "|---:".repeat(rows.get(0).size() - 1) + "|");
            }
        }
    }
}
