// Looks again every few seconds, where a page says so. Without it the page has a link that does the same.
(() => {
  "use strict";
  const live = document.querySelector("[data-live]");
  if (!live) return;
  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("webhook-portal", { createHTML: (text) => text })
    : { createHTML: (text) => text };
  const bar = document.createElement("p");
  bar.className = "row";
  const button = document.createElement("button");
  button.type = "button";
  const told = document.createElement("span");
  told.className = "hint";
  bar.append(button, told);
  live.before(bar);
  let isOn = true;
  const show = () => { button.textContent = isOn ? "Stop live updates" : "Start live updates"; };
  button.addEventListener("click", () => { isOn = !isOn; show(); });
  show();
  const look = async () => {
    // Nothing moves under somebody who is in it.
    if (!isOn || document.hidden || live.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error", cache: "no-store",
        headers: window.top === window ? {} : { "Portal-Framed": "1" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      const next = page.getElementById("live");
      if (next && next.textContent !== live.textContent) live.replaceChildren(...next.childNodes);
      told.textContent = "As of " + new Date().toLocaleTimeString();
    } catch {
      told.textContent = "It could not be looked at. Reload the page.";
      isOn = false;
      show();
    }
  };
  setInterval(look, Number(live.dataset.live) * 1000);
})();
