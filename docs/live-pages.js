// Loads the component on the pages that run it: 3 MB that no other page needs. On the page for printing, their notes stay.
if (document.querySelector(".outlook-live") && !location.pathname.endsWith("/print.html")) {
  const script = document.createElement("script");
  script.src = new URL("live/live.js", document.currentScript.src);
  document.head.append(script);
}
