/* The clock of an emergency goes on ticking from what the server wrote, whatever the time of this machine. */
"use strict";

(() => {
  const two = (number) => String(number).padStart(2, "0");
  const seen = new WeakMap();
  const tick = () => {
    document.querySelectorAll("[data-clock-seconds]").forEach((clock) => {
      if (!seen.has(clock)) seen.set(clock, performance.now());
      const seconds = Number(clock.dataset.clockSeconds) + Math.floor((performance.now() - seen.get(clock)) / 1000);
      const hours = Math.floor(seconds / 3600);
      const days = hours >= 100 ? `${Math.floor(hours / 24)}天 ` : "";
      clock.textContent = `${days}${two(days ? hours % 24 : hours)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    });
  };
  tick();
  setInterval(tick, 1000);
})();
