// How high the line `up` or `down` goes in the plot of that id, in percent of its height.
const canvas = document.querySelector(`#${arguments[0]} canvas`);
const wanted = getComputedStyle(document.querySelector(`.key.${arguments[1]}`), '::before').borderTopColor;
const [r, g, b] = wanted.match(/\d+/g).map(Number);
const { width, height } = canvas;
const copy = Object.assign(document.createElement('canvas'), { width, height });
const context = copy.getContext('2d', { willReadFrequently: true });
context.drawImage(canvas, 0, 0);
const { data } = context.getImageData(0, 0, width, height);
for (let i = 0; i < data.length; i += 4) {
  const far = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
  if (data[i + 3] > 200 && far < 30) {
    return Math.round(100 - (100 * Math.floor(i / 4 / width)) / height);
  }
}
return 0;
