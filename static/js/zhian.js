/* Small helps for forms and pages; every form also works without this file. */
"use strict";

document.addEventListener("keydown", (event) => {
  const search = document.getElementById("global-search");
  if (search && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
