/**
 * Looks at all texts below an element as a user sees them, whatever shadow roots they are in.
 *
 * Gives `texts`, in the order of the page, each with the names of the components around it, and what
 * is wrong with how it is shown: `cut` by a box or an ellipsis, `off` the screen, `faint` where its
 * color is hardly another than what is behind it, or nothing.
 */
(root) => {
  const NO_TEXT = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TITLE", "TEMPLATE"]);
  const CLIPS = new Set(["hidden", "clip"]);
  const SCROLLS = new Set(["auto", "scroll"]);
  const SLACK = 2;
  const LEAST_CONTRAST = 1.5;

  const within = (element) => {
    if (element.shadowRoot) return element.shadowRoot.childNodes;
    if (element.localName !== "slot") return element.childNodes;
    const given = element.assignedNodes();
    return given.length > 0 ? given : element.childNodes;
  };
  const around = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;

  const boxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  };

  const shapes = new Map();
  /** What of an element decides how a text in it is shown; most texts are in the same elements. */
  const shape = (element) => {
    if (!shapes.has(element)) {
      const style = getComputedStyle(element);
      shapes.set(element, {
        display: style.display,
        overflowX: style.overflowX,
        overflowY: style.overflowY,
        textOverflow: style.textOverflow,
        webkitLineClamp: style.webkitLineClamp,
        position: style.position,
        backgroundImage: style.backgroundImage,
        backgroundColor: style.backgroundColor,
        box: element.getBoundingClientRect(),
      });
    }
    return shapes.get(element);
  };

  /** What is wrong with a line of text: nothing, `cut`, `off`; `null` where it is not shown. */
  const fault = (node, line) => {
    let sideways = false;
    let upright = false;
    for (let element = around(node); element; element = around(element)) {
      const style = shape(element);
      if (style.display === "contents" || style.display === "inline") continue;
      const { box } = style;
      const clipsX = CLIPS.has(style.overflowX);
      const clipsY = CLIPS.has(style.overflowY);
      // What is folded away, or for screen readers alone, is not meant to be seen.
      if ((clipsX && box.width <= 1) || (clipsY && box.height <= 1)) return null;
      const dots = style.textOverflow === "ellipsis" && clipsX;
      if (dots && element.scrollWidth > element.clientWidth + 1) return "cut";
      const lines = style.webkitLineClamp !== "none";
      if (lines && element.scrollHeight > element.clientHeight + SLACK) return "cut";
      if (clipsX && !sideways && (line.left < box.left - SLACK || line.right > box.right + SLACK)) {
        return "cut";
      }
      const slack = line.height / 4;
      if (clipsY && !upright && (line.top < box.top - slack || line.bottom > box.bottom + slack)) {
        return "cut";
      }
      sideways ||= SCROLLS.has(style.overflowX);
      upright ||= SCROLLS.has(style.overflowY);
      if (style.position === "fixed") break;
    }
    if (!sideways && (line.left < -SLACK || line.right > innerWidth + SLACK)) return "off";
    const page = document.scrollingElement;
    const below = !upright && page.scrollHeight <= innerHeight;
    return below && (line.top < -SLACK || line.bottom > innerHeight + SLACK) ? "off" : "";
  };

  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colors = new Map();
  /** Red, green, blue and opacity of a color, whichever way it is written. */
  const color = (written) => {
    if (!colors.has(written)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = written;
      brush.fillRect(0, 0, 1, 1);
      colors.set(written, [...brush.getImageData(0, 0, 1, 1).data]);
    }
    return colors.get(written);
  };
  const brightness = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) =>
      part > 10 ? ((part / 255 + 0.055) / 1.055) ** 2.4 : part / 255 / 12.92,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  /** Whether a text has nearly the color of what is behind it; not where a picture may be. */
  const faint = (node) => {
    const own = color(getComputedStyle(around(node)).color);
    for (let element = around(node); element; element = around(element)) {
      const style = shape(element);
      if (style.backgroundImage !== "none") return false;
      const behind = color(style.backgroundColor);
      if (behind[3] < 200) continue;
      const [dark, bright] = [brightness(own), brightness(behind)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05) < LEAST_CONTRAST;
    }
    return false;
  };

  const texts = [];
  const look = (node, where) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.textContent.replaceAll(/\s+/gu, " ").trim();
      if (!text) return;
      const faults = boxes(node)
        .map((line) => fault(node, line))
        .filter((one) => one !== null);
      if (faults.length === 0) return;
      const worst = faults.find(Boolean) ?? (faint(node) ? "faint" : "");
      texts.push({ text, where, fault: worst });
    } else if (node.nodeType === Node.ELEMENT_NODE && !NO_TEXT.has(node.nodeName)) {
      const seen = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      // A box of its own is no condition: slots and other wrappers have none.
      if (!seen && getComputedStyle(node).display !== "contents") return;
      const inside = node.localName.includes("-") ? `${where} ${node.localName}` : where;
      for (const child of within(node)) look(child, inside);
    }
  };
  const outside = (element) => {
    const names = [];
    for (let one = around(element); one; one = around(one)) names.unshift(one.localName);
    return names.filter((name) => name.includes("-")).join(" ");
  };
  look(root, outside(root));
  return texts;
};
