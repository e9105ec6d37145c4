// Nothing here is needed to read the page: it keeps the language in the address, names it to screen
// readers, opens what a link points into, and opens everything for printing.
(() => {
  const choice = { ko: document.getElementById("language-ko"), en: document.getElementById("language-en") };
  const speak = (language) => {
    choice[language].checked = true;
    document.documentElement.lang = language;
  };
  for (const language of Object.keys(choice)) {
    choice[language].addEventListener("change", () => speak(language));
  }
  if (new URLSearchParams(location.search).get("lang") === "en") speak("en");

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.card:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
})();
