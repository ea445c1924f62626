/* The clock of an emergency goes on ticking from what the server wrote, whatever the time of this machine. */
"use strict";

(() => {
  const two = (number) => String(number).padStart(2, "0");
  document.querySelectorAll("[data-clock-seconds]").forEach((clock) => {
    const atLoad = Number(clock.dataset.clockSeconds);
    setInterval(() => {
      const seconds = atLoad + Math.floor(performance.now() / 1000);
      clock.textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
    }, 1000);
  });
})();
