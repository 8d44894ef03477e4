// The end card as a picture of 1200 x 630 points, drawn on a canvas in the colours of the page.

const FONT = getComputedStyle(document.documentElement).getPropertyValue('--font') || 'sans-serif';

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function personColours(index) {
  const probe = document.createElement('i');
  probe.dataset.colour = index ?? 7;
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const found = { fill: style.getPropertyValue('--c').trim(), on: style.getPropertyValue('--c-on').trim() };
  probe.remove();
  return found;
}

/** Breaks a text into lines that fit. */
function wrap(c, text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const next = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (c.measureText(next).width > width && lines.at(-1)) lines.push(word); else lines[lines.length - 1] = next;
  }
  return lines;
}

function face(c, x, y, r, person) {
  const { fill, on } = personColours(person.color);
  c.fillStyle = fill;
  c.beginPath();
  c.arc(x, y, r, 0, 7);
  c.fill();
  c.fillStyle = on;
  c.font = `600 ${r * 0.9}px ${FONT}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(person.name[0], x, y + 2);
  c.textAlign = 'left';
  c.textBaseline = 'alphabetic';
}

function baton(c, x, y, size) {
  c.save();
  c.translate(x, y);
  c.rotate(-0.66);
  c.fillStyle = colour('--accent');
  c.beginPath();
  c.roundRect(-size / 2, -size / 6, size, size / 3, size / 6);
  c.fill();
  c.fillStyle = colour('--bg');
  c.fillRect(-size * 0.2, -size / 6, size * 0.17, size / 3);
  c.fillRect(size * 0.08, -size / 6, size * 0.09, size / 3);
  c.restore();
}

/** Draws the figures; answers a PNG. */
export async function drawPicture(figures, people, company) {
  const scale = 2;
  const [w, hgt] = [1200, 630];
  const canvas = document.createElement('canvas');
  canvas.width = w * scale;
  canvas.height = hgt * scale;
  const c = canvas.getContext('2d');
  c.scale(scale, scale);
  c.fillStyle = colour('--bg');
  c.fillRect(0, 0, w, hgt);
  c.fillStyle = colour('--surface');
  c.beginPath();
  c.roundRect(40, 40, w - 80, hgt - 80, 28);
  c.fill();
  c.strokeStyle = colour('--line');
  c.lineWidth = 1.5;
  c.stroke();

  const [a, b] = people;
  c.strokeStyle = colour('--line-strong');
  c.lineWidth = 3;
  c.setLineDash([2, 9]);
  c.lineCap = 'round';
  c.beginPath();
  c.moveTo(160, 132);
  c.lineTo(330, 132);
  c.stroke();
  c.setLineDash([]);
  if (a) face(c, 124, 132, 34, a);
  if (b) face(c, 366, 132, 34, b);
  c.fillStyle = colour('--surface');
  c.fillRect(208, 100, 74, 64);
  baton(c, 245, 132, 62);

  c.fillStyle = colour('--ink');
  let size = 46;
  do c.font = `700 ${size}px ${FONT}`; while (c.measureText(figures.title).width > w - 180 && (size -= 1) > 38);
  let y = 252;
  for (const line of wrap(c, figures.title, w - 180)) { c.fillText(line, 90, y); y += 54; }

  y = Math.max(y + 34, 372);
  const column = (w - 180) / 3;
  figures.list.forEach((f, i) => {
    const x = 90 + i * column;
    c.fillStyle = colour('--accent');
    c.font = `700 56px ${FONT}`;
    while (c.measureText(f.big).width > column - 24) c.font = `700 ${parseInt(c.font.match(/(\d+)px/)[1], 10) - 4}px ${FONT}`;
    c.fillText(f.big, x, y + 30);
    c.fillStyle = colour('--ink');
    c.font = `600 24px ${FONT}`;
    c.fillText(f.small, x, y + 74);
    c.fillStyle = colour('--ink-3');
    c.font = `400 20px ${FONT}`;
    wrap(c, f.more, column - 24).slice(0, 2).forEach((line, k) => c.fillText(line, x, y + 106 + k * 27));
  });
  c.fillStyle = colour('--ink-3');
  c.font = `400 20px ${FONT}`;
  c.fillText(`Baton carries the customer from one team to the next. Played at ${company}, a sample company.`, 90, hgt - 74);
  return new Promise((done) => { canvas.toBlob(done, 'image/png'); });
}
