/* Draws a chart from the table inside each <figure data-chart>; the table stays, folded, for everybody. */
(() => {
  "use strict";

  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  /** Colours of the page as it is shown now, high contrast included. */
  function palette() {
    const contrast = document.documentElement.classList.contains("high-contrast");
    return {
      ink: colour("--ink"),
      muted: colour("--ink-2"),
      line: colour("--line"),
      series: contrast ? [colour("--step-2"), colour("--warning-text"), colour("--success-text")]
        : [colour("--step-4"), colour("--step-5"), colour("--step-3")],
    };
  }

  /** Value of a cell: the raw one when the page gives it, the text otherwise; an empty cell is a gap. */
  function cellValue(cell) {
    const raw = cell.dataset.value;
    if (raw === undefined) return cell.textContent.trim();
    return raw === "" ? null : raw;
  }

  const GAP = "⋯";

  function monthNumber(row) {
    const [year, month] = (row.cells[0].dataset.month || "").split("-").map(Number);
    return month ? year * 12 + month : null;
  }

  /** Rows with a null between two months that do not follow one another: what lies between is left out, and seen to be. */
  function withGaps(rows) {
    return rows.flatMap((row, index) => {
      const [earlier, month] = [index ? monthNumber(rows[index - 1]) : null, monthNumber(row)];
      return earlier !== null && month !== null && Math.abs(month - earlier) !== 1 ? [null, row] : [row];
    });
  }

  /** Categories of the first column and one series for each column whose heading is not marked data-chart-skip. */
  function readTable(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const columns = heads.map((head, index) => ({ head, index }))
      .filter(({ head, index }) => index > 0 && !("chartSkip" in head.dataset));
    const drawn = withGaps(rows);
    return {
      categories: drawn.map((row) => (row ? cellValue(row.cells[0]) : "")),
      labels: drawn.map((row) => (row ? row.cells[0].textContent.trim() : GAP)),
      series: columns.map(({ head, index }) => ({
        name: head.textContent.trim(),
        values: drawn.map((row) => {
          const value = row ? cellValue(row.cells[index]) : null;
          return value === null ? null : Number(value);
        }),
      })),
    };
  }

  function isTime(categories) {
    return categories.length > 0 && categories.every((text) => /^\d{4}-\d{2}-\d{2}$/.test(text || ""));
  }

  /** The label of the due date stands on the side of its line where there is room. */
  function dueLabelSide(due, categories) {
    const [first, last, day] = [categories[0], categories[categories.length - 1], due].map((text) => Date.parse(text));
    return day - first < (Math.max(last, day) - first) / 2 ? "left" : "right";
  }

  /** Target line and due date, drawn on the first series. */
  function marks(figure, colours, onTime, categories) {
    const data = [];
    if (figure.dataset.target) {
      data.push({ yAxis: Number(figure.dataset.target), label: { formatter: figure.dataset.targetLabel, position: "insideStartTop" } });
    }
    if (figure.dataset.due && onTime) {
      data.push({ xAxis: figure.dataset.due, label: { formatter: figure.dataset.dueLabel, position: "end", rotate: 0, align: dueLabelSide(figure.dataset.due, categories) } });
    }
    return { silent: true, symbol: "none", animation: false, data, lineStyle: { color: colours.ink, type: "dashed", width: 1 },
      label: { color: colours.ink, fontSize: 13 } };
  }

  /** A line is told from the others by its dashes and the shape of its points too, not by its colour alone. */
  const DASHES = ["solid", "dashed", "dotted"];
  const SHAPES = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];

  function seriesOptions(figure, table, colours, onTime, sideways) {
    return table.series.map((series, index) => ({
      name: series.name,
      type: figure.dataset.chart,
      data: onTime ? series.values.map((value, row) => [table.categories[row], value]) : series.values,
      color: colours.series[index % colours.series.length],
      showSymbol: series.values.length < 40,
      symbol: SHAPES[index % SHAPES.length],
      symbolSize: 7,
      lineStyle: { width: 2.5, type: DASHES[Math.ceil(index / colours.series.length) % DASHES.length] },
      barMaxWidth: namesAbove(figure, table) ? 12 : 22,
      markLine: index === 0 && !sideways ? marks(figure, colours, onTime, table.categories) : undefined,
    }));
  }

  /** The next round number above a target, so that its line is on the chart. */
  function roundedAbove(target) {
    const step = 10 ** Math.floor(Math.log10(target));
    return Math.ceil((target * 1.04) / step) * step;
  }

  /** Where there is little room fewer numbers stand on the axis. */
  function isNarrow(figure) {
    return figure.clientWidth < 480;
  }

  const FEW = 7;

  /** Many bars lie on their side, under one another; where there is little room more than three do. */
  function liesSideways(figure, table) {
    if (figure.dataset.chart !== "bar") return false;
    const roomForAll = isNarrow(figure) && !figure.dataset.target ? 3 : FEW;
    return table.categories.length > roomForAll;
  }

  /** Where there is little room names stand above their bars, whole. */
  function namesAbove(figure, table) {
    return isNarrow(figure) && liesSideways(figure, table);
  }

  /** How the names of bars stand on their axis: every one of them. */
  function barNames(figure, table, colours, sideways) {
    if (!sideways) return { interval: 0, width: Math.floor((figure.clientWidth - 90) / table.categories.length), overflow: "break" };
    if (namesAbove(figure, table)) return { interval: 0, inside: true, margin: 0, color: colours.ink, align: "left", verticalAlign: "bottom", padding: [0, 0, 7, 0] };
    return { interval: 0 };
  }

  function axes(figure, table, colours, onTime, sideways) {
    const text = { color: colours.muted, fontSize: 13 };
    const names = figure.dataset.chart === "bar" ? { ...text, ...barNames(figure, table, colours, sideways) } : text;
    const unit = figure.dataset.unit || "";
    const target = Number(figure.dataset.target || 0);
    const value = { type: "value", max: (extent) => (target > extent.max ? roundedAbove(target) : null), splitNumber: isNarrow(figure) ? 3 : 5, axisLabel: { ...text, hideOverlap: true, formatter: (number) => number.toLocaleString() + unit },
      splitLine: { lineStyle: { color: colours.line } } };
    const line = { lineStyle: { color: colours.line } };
    const due = figure.dataset.due;
    const last = table.categories[table.categories.length - 1];
    const max = onTime && due && due > last ? due : undefined;
    const category = onTime
      ? { type: "time", max, axisLabel: { ...text, hideOverlap: true, formatter: document.documentElement.lang === "en" ? "{MMM} {yyyy}" : "{yyyy}. {M}." }, axisLine: line, minInterval: 28 * 864e5 }
      : { type: "category", data: table.labels, inverse: sideways, axisLabel: names, axisLine: line, axisTick: { show: false } };
    return sideways ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
  }

  function options(figure, table) {
    const colours = palette();
    const onTime = isTime(table.categories);
    const sideways = liesSideways(figure, table);
    const unit = figure.dataset.unit || "";
    return {
      animation: !still,
      animationDuration: 400,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.ink },
      grid: { left: 8, right: 24, top: table.series.length > 1 ? 52 : 28, bottom: 8, containLabel: true },
      legend: table.series.length > 1 ? { top: 0, left: 0, textStyle: { color: colours.ink, fontSize: 13 } } : undefined,
      // Rich text: the HTML form writes style attributes, which the content security policy refuses.
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (number) => (number === null || number === undefined ? "-" : number.toLocaleString() + unit) },
      ...axes(figure, table, colours, onTime, sideways),
      series: seriesOptions(figure, table, colours, onTime, sideways),
    };
  }

  function draw(figure) {
    const source = document.querySelector(figure.dataset.source);
    const canvas = figure.querySelector(".chart-canvas");
    if (!source || !source.tBodies[0].rows.length) return;
    const table = readTable(source);
    const drawn = window.echarts.getInstanceByDom(canvas);
    const chart = drawn || begin(figure, canvas, table);
    chart.setOption(options(figure, table));
  }

  function begin(figure, canvas, table) {
    canvas.hidden = false;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", figure.querySelector("figcaption").textContent.trim().replace(/\s+/g, " "));
    if (liesSideways(figure, table)) {
      canvas.classList.add("tall");
      canvas.style.setProperty("--bars", table.categories.length);
    }
    const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
    new ResizeObserver(() => chart.resize()).observe(canvas);
    const folded = figure.querySelector(".chart-table");
    if (folded) folded.open = false;
    return chart;
  }

  document.querySelectorAll("figure[data-chart]").forEach(draw);
  // Half a bar is no figure: what is still growing is there at once when it is printed.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("figure[data-chart]").forEach((figure) => {
      const chart = window.echarts.getInstanceByDom(figure.querySelector(".chart-canvas"));
      if (chart) chart.setOption({ animation: false });
    });
  });
  // Rows that htmx brings anew: the chart above them follows.
  document.addEventListener("htmx:load", (event) => {
    const figure = event.target.closest?.("figure[data-chart]");
    if (figure) draw(figure);
  });
})();
