/*
 * The key that was pressed, by the name that shortcuts have: "r", "Shift+X", "?", "$mod+Enter". Where a layout writes no
 * Latin letters, the place of the key counts: whoever writes Greek presses the same keys. A sign counts however it is
 * written, by Shift or by AltGr; a letter that needs AltGr (ś, €) is text, and what an input method composes is text, too.
 */
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const LATIN = /^[a-z]$/i;
const OTHER_SCRIPT = /^(?!\p{Script=Latin})\p{L}/u;
const BY_PLACE = { BracketRight: "]", Slash: "/" };
const SAME_SIGN = { "؟": "?", "！": "!", "／": "/", "？": "?" };
const INPUT_METHOD = 229;

const placed = ({ code }) => /^Key([A-Z])$/.exec(code)?.[1] ?? BY_PLACE[code] ?? "";

/** The third level of a layout: AltGr, Option on a Mac, and on Windows both keys that stand for AltGr. */
const isThirdLevel = (event) => event.getModifierState("AltGraph") || (event.altKey && (isMac || event.ctrlKey));

/** Part of a letter or word that an input method makes. Safari says so of its last key by the code alone. */
export const isComposed = (event) => event.isComposing || event.keyCode === INPUT_METHOD;

export function pressed(event) {
  if (isComposed(event)) return "";
  const third = isThirdLevel(event);
  const isCommand = !third && (isMac ? event.metaKey : event.ctrlKey);
  const isOther = !third && (event.altKey || (isMac ? event.ctrlKey : event.metaKey));
  const sign = OTHER_SCRIPT.test(event.key) ? placed(event) : (SAME_SIGN[event.key] ?? event.key);
  const isSign = sign.length === 1 && !LATIN.test(sign);
  if (isOther || (third && !isSign)) return "";
  if (isSign) return (isCommand ? "$mod+" : "") + sign;
  const shifted = event.shiftKey ? "Shift+" : "";
  // With a command the letter is small, whatever Shift makes of it: "$mod+Shift+m".
  const letter = LATIN.test(sign) ? (shifted && !isCommand ? sign.toUpperCase() : sign.toLowerCase()) : sign;
  return (isCommand ? "$mod+" : "") + shifted + letter;
}
