// What reaches beyond the window's edges, or hides its own text, each in words.
const inside = (element) => element.closest('.hidden-text, .skip, .u-select, .u-cursor-x, .u-cursor-y');
const faults = [];
const { scrollWidth } = document.documentElement;
if (scrollWidth > innerWidth) {
  faults.push(`the page is ${scrollWidth} wide`);
}
for (const element of document.querySelectorAll('body *')) {
  const { left, right, width } = element.getBoundingClientRect();
  if (width > 0 && (right > innerWidth + 0.5 || left < -0.5) && !inside(element)) {
    faults.push(`${element.tagName} ${element.id} ${element.className}: ${left} to ${right}`);
  }
  const style = getComputedStyle(element);
  const clips = style.overflowX !== 'visible' && style.display !== 'inline';
  if (clips && element.scrollWidth > element.clientWidth + 1 && !inside(element) && !/INPUT|SELECT/.test(element.tagName)) {
    faults.push(`${element.tagName} ${element.id} ${element.className} has to be scrolled sideways`);
  }
}
return faults;
