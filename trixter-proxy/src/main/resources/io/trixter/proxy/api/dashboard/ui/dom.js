// Makes and updates elements. Text is always text: nothing here parses markup.

/** An element; attributes named on... are listeners, true is an attribute without a value. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children);
  return node;
}

export const byId = (id) => document.getElementById(id);

export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Shows a list as the children of an element, and keeps each child as long as its key is in the
 * list. `create(item)` returns `{ node, update(item) }`.
 */
export class KeyedList {
  constructor(parent, create) {
    this.parent = parent;
    this.create = create;
    this.rows = new Map();
  }

  show(items, keyOf) {
    const kept = new Map();
    for (const item of items) {
      const key = keyOf(item);
      kept.set(key, this.rows.get(key) ?? this.create(item));
    }
    let lost = -1;
    for (const [key, row] of this.rows) {
      if (kept.get(key) !== row) {
        if (row.node.contains(document.activeElement)) {
          lost = [...this.parent.children].indexOf(row.node);
        }
        row.node.remove();
      }
    }
    this.rows = kept;
    this.place(items, keyOf);
    if (lost >= 0) {
      this.focusNear(lost);
    }
  }

  place(items, keyOf) {
    let place = this.parent.firstElementChild;
    for (const item of items) {
      const row = this.rows.get(keyOf(item));
      row.update(item);
      if (row.node === place) {
        place = place.nextElementSibling;
      } else {
        this.parent.insertBefore(row.node, place);
      }
    }
  }

  /** Gives the focus of a removed row to its neighbour, or to the heading where there is none. */
  focusNear(index) {
    const near = this.parent.children[index] ?? this.parent.lastElementChild;
    const heading = this.parent.closest('section, nav').querySelector('h2');
    heading.tabIndex = -1;
    (near?.querySelector('button, input, select') ?? heading).focus();
  }
}

const due = new Set();

/** Runs `job` once before the next frame, however often this is called; not while the page is hidden. */
export function beforeFrame(job) {
  if (due.size === 0) {
    requestAnimationFrame(runDue);
  }
  due.add(job);
}

function runDue() {
  const jobs = [...due];
  due.clear();
  jobs.forEach((job) => job());
}
