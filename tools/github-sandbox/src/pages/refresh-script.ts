/** Keeps what others do up to date. Forms stand outside of the parts that are replaced, so no word is lost. */
export const REFRESH_SCRIPT = `
const parts = (root) => [...root.querySelectorAll('[data-live]')];
async function refresh() {
  if (document.hidden || parts(document).length === 0) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = parts(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  const shown = parts(document);
  if (fresh.length !== shown.length) return;
  shown.forEach((part, index) => {
    if (part.innerHTML !== fresh[index].innerHTML) part.replaceWith(fresh[index]);
  });
}
setInterval(() => refresh().catch(() => {}), 2000);
`;
