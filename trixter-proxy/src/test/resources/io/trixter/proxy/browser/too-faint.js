// Text whose contrast is below 4.5 (WCAG 2, level AA), each in words.
const parse = (color) => {
  const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
  return { r, g, b, a };
};
const light = ({ r, g, b }) => {
  const [x, y, z] = [r, g, b].map((c) => {
    const part = c / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const color = parse(getComputedStyle(each).backgroundColor);
    if (color.a === 1) {
      return color;
    }
  }
  return { r: 255, g: 255, b: 255 };
};
const faint = [];
let seen = 0;
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest(':disabled')) {
    continue;
  }
  seen++;
  const [high, low] = [light(parse(getComputedStyle(element).color)), light(behind(element))]
    .sort((a, b) => b - a);
  const contrast = (high + 0.05) / (low + 0.05);
  if (contrast < 4.5) {
    faint.push(`${contrast.toFixed(2)}: ${texts.currentNode.data}`);
  }
}
return seen > 50 ? faint : [`only ${seen} texts`];
