// Looks at the page as it is laid out and returns, by kind, what a reader would trip over.
const visible = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const name = (one) => `${one.tagName.toLowerCase()}.${one.className || one.id} "${one.textContent.trim().slice(0, 60)}"`;
const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
const isApart = (one) => one.closest(".unseen, .skip, script, style, title") !== null;
const texts = [...document.body.querySelectorAll("*")].filter(
  (one) => !one.closest("svg") && hasText(one) && visible(one) && !isApart(one));
const width = document.documentElement.clientWidth;

const cut = texts.filter((one) => {
  const block = one.closest("p, li, dt, dd, h1, h2, h3, h4, h5, h6, td, th, caption, figcaption, summary, label, a") || one;
  if (block.closest(".scroll")) return false; // a wide table scrolls in its own box
  return block.scrollWidth > block.clientWidth + 1 && getComputedStyle(block).display !== "inline";
});
const outside = texts.filter((one) => {
  const box = one.getBoundingClientRect();
  return !one.closest(".scroll") && (box.left < -0.5 || box.right > width + 0.5);
});

const overlap = (a, b) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
const flows = (one) => visible(one) && !isApart(one) && !["absolute", "fixed"].includes(getComputedStyle(one).position)
  && getComputedStyle(one).display !== "inline" && one.textContent.trim() !== "" && one.namespaceURI.endsWith("xhtml");
const overlapping = [];
for (const parent of document.body.querySelectorAll("*")) {
  const children = [...parent.children].filter(flows);
  for (let i = 1; i < children.length; i += 1) {
    if (overlap(children[i - 1].getBoundingClientRect(), children[i].getBoundingClientRect())) overlapping.push(children[i]);
  }
}
for (const chart of document.querySelectorAll("svg")) {
  if (!visible(chart)) continue;
  const labels = [...chart.querySelectorAll("text")].map((one) => [one, one.getBoundingClientRect()]);
  const frame = chart.getBoundingClientRect();
  labels.forEach(([one, box], i) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1) cut.push(one);
    if (labels.slice(i + 1).some(([, other]) => overlap(box, other))) overlapping.push(one);
  });
}

const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
const colour = (text) => text.match(/[\d.]+/g).map(Number);
const ground = (one) => {
  for (let at = one; at; at = at.parentElement) {
    const found = colour(getComputedStyle(at).backgroundColor);
    if (found.length === 3 || found[3] > 0) return found;
  }
  return [255, 255, 255];
};
const faint = [...texts, ...[...document.querySelectorAll("svg text")].filter(visible)].filter((one) => {
  const style = getComputedStyle(one);
  const [a, b] = [luminance(colour(one.closest("svg") ? style.fill : style.color)), luminance(ground(one))].sort((x, y) => y - x);
  const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  return (a + 0.05) / (b + 0.05) < (isLarge ? 3 : 4.5);
});

return {
  scrollsSideways: document.documentElement.scrollWidth > width,
  seen: texts.length,
  cut: cut.map(name),
  outside: outside.map(name),
  overlapping: overlapping.map(name),
  faint: faint.map(name),
};
