/** The parts of the window that F6 goes through, in their order on screen. */
const selector = '.frame-head, .frame-nav, .query, .facets, .frame-main .list, .panel, .page'

/** Moves the focus to the next part of the window, or to the one before (`by` −1). */
export function moveRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(selector)].filter((region) => region.offsetParent !== null)
  const here = regions.findLastIndex((region) => region.contains(document.activeElement))
  const next = regions[(here + by + regions.length) % regions.length] ?? regions[0]
  if (!next) return
  const first = next.querySelector<HTMLElement>('a[href], button:not([tabindex="-1"]), input:not([type="file"]), [tabindex="0"]')
  const target = first ?? next
  if (first === null) next.tabIndex = -1
  target.focus()
}
