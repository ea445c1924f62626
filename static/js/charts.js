// Draws every [data-chart] with the ECharts option in the JSON script it names.
// Canvas and rich text only: ECharts' SVG and HTML tooltip set inline styles, which the CSP refuses.
(function () {
  "use strict";
  const charts = [];
  document.querySelectorAll("[data-chart]").forEach(function (box) {
    const option = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    option.animation = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option);
    charts.push(chart);
  });
  window.addEventListener("resize", function () {
    charts.forEach(function (chart) { chart.resize(); });
  });
})();
