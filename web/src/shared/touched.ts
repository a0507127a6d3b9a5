// Whether a person touched this page since it last said so to the server. Only that keeps a session
// open: what the page asks by itself does not.
let touched = false;
let listener = () => {};

const touches = ["pointerdown", "keydown", "wheel", "touchstart", "input"];
for (const name of touches) {
  window.addEventListener(name, (event) => {
    if (!event.isTrusted) return; // a script's
    touched = true;
    listener();
  }, { capture: true, passive: true });
}

// To be said with the next request; it counts once.
export function takeTouch(): boolean {
  const taken = touched;
  touched = false;
  return taken;
}

// The request that should have said it did not arrive.
export function putTouchBack(taken: boolean) {
  touched = touched || taken;
}

export function onTouch(told: () => void) {
  listener = told;
}
