/* Draws the charts of the page. Old syntax on purpose: offices keep old browsers. */
(function () {
  'use strict';
  var PAPER = 690;
  var options = JSON.parse(document.getElementById('options').textContent);
  var charts = [];
  function each(size) {
    charts.forEach(function (chart) {
      var many = / many$/.test(chart.getDom().parentNode.parentNode.className);
      chart.resize(size ? { width: many ? size / 2 - 12 : size } : undefined);
      /* At once: a page is printed before the next frame. */
      chart.getZr().flush();
    });
  }
  document.documentElement.className = 'scripted';
  options.forEach(function (option, index) {
    var place = document.getElementById('chart' + index);
    var chart = echarts.init(place, null, { renderer: 'svg' });
    chart.setOption(option);
    charts.push(chart);
  });
  window.addEventListener('resize', function () { each(0); });
  window.addEventListener('beforeprint', function () { each(PAPER); });
  window.addEventListener('afterprint', function () { each(0); });
})();
