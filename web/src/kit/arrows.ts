// Arrow keys in a row of choices, as ARIA asks of tabs and radios: one stop in the tab order, the focus follows the choice.
export function moveChoice<K>(event: KeyboardEvent, keys: K[], now: K, step: number, pick: (key: K) => void): void {
  const next = keys[(keys.indexOf(now) + step + keys.length) % keys.length]
  if (next === undefined) return
  pick(next)
  const list = (event.currentTarget as HTMLElement).parentElement
  window.setTimeout(() => list?.querySelector<HTMLElement>('[aria-selected="true"], [aria-checked="true"]')?.focus())
}
