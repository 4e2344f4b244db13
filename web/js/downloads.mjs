/** Hands a file to the owner as a download. */
export function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has the file by then; only its address goes.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
