package dev.roomtalk.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.bench.base.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LoadChartTest {
    private static String load(int rooms, int rate, String targets) {
        return "{\"rooms\": %d, \"members_per_room\": 10, \"rate_deliveries_per_second\": %d, \"targets\": {%s}}"
                .formatted(rooms, rate, targets);
    }

    private static String target(String name, double p50, double p99, String cost) {
        return "\"%s\": {\"median\": {\"latency_p50_us\": %s, \"latency_p99_us\": %s%s}}"
                .formatted(name, p50, p99, cost);
    }

    private static String cost(double micros) {
        return ", \"cpu_us_per_delivery\": " + micros;
    }

    private static List<Element> elements(String svg, String name) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static List<String> texts(String svg) throws Exception {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    @Test
    void drawsACurveForEachTargetAndFigure() throws Exception {
        String svg = new LoadChart(List.of("{\"loads\": [%s, %s]}"
                        .formatted(
                                load(
                                        100,
                                        10_000,
                                        target("server", 200, 900, cost(8)) + ", "
                                                + target("limit", 100, 300, cost(4))),
                                load(
                                        100,
                                        50_000,
                                        target("server", 250, 3000, cost(5)) + ", "
                                                + target("limit", 120, 400, cost(3))))))
                .svg();
        // Two targets: half, 99 % and cost.
        List<Element> curves = elements(svg, "polyline").stream()
                .filter(line -> !line.getAttribute("stroke").equals("#d8dee4"))
                .toList();
        // And two in the legend, with what the dashes mean.
        assertThat(curves).hasSize(2 * 3 + 3);
        assertThat(elements(svg, "circle")).hasSize(2 * 3 * 2);
        assertThat(texts(svg))
                .contains("server", "limit", "100 rooms × 10 members", "10k", "50k", "0.1", "10", "latency, ms");
    }

    @Test
    void whatCostsMoreIsDrawnHigher() throws Exception {
        String svg = new LoadChart(List.of(
                        load(1, 1000, target("cheap", 100, 100, cost(2)) + ", " + target("dear", 100, 100, cost(4)))))
                .svg();
        List<Element> dots = elements(svg, "circle");
        double cheap = Double.parseDouble(dots.get(4).getAttribute("cy"));
        double dear = Double.parseDouble(dots.get(5).getAttribute("cy"));
        assertThat(dear).isLessThan(cheap);
    }

    @Test
    void eachShapeHasAColumnAndEachTargetItsColour() throws Exception {
        String svg = new LoadChart(List.of(
                        load(1, 1000, target("server", 100, 200, cost(4))),
                        load(7, 1000, target("server", 100, 200, cost(4)) + ", " + target("redis", 90, 180, cost(9)))))
                .svg();
        assertThat(texts(svg)).contains("1 room × 10 members", "7 rooms × 10 members");
        assertThat(elements(svg, "circle").stream()
                        .map(dot -> dot.getAttribute("fill"))
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aServerWhoseProcessIsNotKnownHasNoCost() throws Exception {
        String svg = new LoadChart(List.of(load(1, 1000, target("server", 100, 200, "")))).svg();
        assertThat(elements(svg, "circle")).hasSize(2);
    }

    @Test
    void whereOnlyTheCostIsKnownThereIsOnePanel() throws Exception {
        String both = new LoadChart(List.of(load(1, 1000, target("server", 100, 200, cost(4))))).svg();
        String one =
                new LoadChart(List.of(load(1, 1000, "\"server\": {\"median\": {\"cpu_us_per_delivery\": 4}}"))).svg();
        assertThat(elements(one, "circle")).hasSize(1);
        assertThat(texts(one)).contains("CPU for a delivery, µs").doesNotContain("latency, ms");
        assertThat(height(one)).isLessThan(height(both));
    }

    private static int height(String svg) throws Exception {
        return Integer.parseInt(elements(svg, "svg").getFirst().getAttribute("height"));
    }

    /** {@code bench chart docs/performance.json --svg docs/performance.svg} draws it anew. */
    @Test
    void thePictureOfTheDocumentationIsOfTheFiguresBesideIt() throws Exception {
        Path docs = Path.of("../docs");
        assertThat(new LoadChart(List.of(Files.readString(docs.resolve("performance.json")))).svg())
                .isEqualTo(Files.readString(docs.resolve("performance.svg")));
    }

    @Test
    void namesAreEscaped() throws Exception {
        String svg = new LoadChart(List.of(load(1, 1000, target("a<b&c", 100, 200, cost(1))))).svg();
        assertThat(texts(svg)).contains("a<b&c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "[]", "{\"loads\": 5}", "{\"rate_deliveries_per_second\": 1}", "{\"window\": 32}"
            })
    void whatCannotBeDrawnIsSaid(String result) {
        assertThatThrownBy(() -> new LoadChart(List.of(result)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(Failure.USAGE));
    }
}
