// Everything from outside enters the page as text: through these functions, and never as HTML.

/** A copy of a <template>. */
export function template(id) {
  return document.getElementById(id).content.cloneNode(true);
}

/** An element; properties are set as they are named in the DOM, children are nodes or text. */
export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Sets a text, and touches the page only when it differs: what is selected or being read stays. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** Sets an attribute; null takes it away. */
export function attribute(element, name, value) {
  if (value === null || value === undefined) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

/** Says something to people who hear the page. */
export function announce(words) {
  document.getElementById("announcer").textContent = words;
}

/** The sign of a recording that has no picture yet. */
export function reel() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M3 6.5A1.5 1.5 0 0 1 4.5 5h10A1.5 1.5 0 0 1 16 6.5v3l4-2.5v10l-4-2.5v3a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 3 17.5z");
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}
