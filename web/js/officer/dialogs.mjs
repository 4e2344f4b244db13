/** What all dialogs have in common: they are modal, Escape and their closing buttons close them, and the focus goes back to where it was. */

export function openDialog(dialog) {
  const before = document.activeElement;
  for (const closer of dialog.querySelectorAll("[data-close]")) {
    closer.onclick = () => dialog.close();
  }

  dialog.addEventListener("close", () => before.isConnected && before.focus(), { once: true });
  dialog.showModal();
}
