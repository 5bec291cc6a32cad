// Days of a calendar as a grid of weeks that begin on Monday, and how the keys move among them.
const day_ms = 86_400_000
const of = (day: string): number => Date.parse(`${day}T00:00:00Z`)
export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/// Weeks of a month, Monday first; null where another month's days would stand.
export function weeksOf(year: number, month: number): (string | null)[][] {
  const first = Date.UTC(year, month - 1, 1)
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const lead = (new Date(first).getUTCDay() + 6) % 7
  const cells: (string | null)[] = [...Array<null>(lead).fill(null), ...Array.from({ length: days }, (_, i) => dayText(first + i * day_ms))]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
/// The same day `n` months on; the 31st becomes the last day of a shorter month.
export function monthsOn(day: string, n: number): string {
  const at = new Date(of(day))
  const month = at.getUTCMonth() + n
  const last = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return dayText(Date.UTC(at.getUTCFullYear(), month, Math.min(at.getUTCDate(), last)))
}
/// Where a key leads from a day; null for keys that mean nothing here.
export function moved(day: string, key: string): string | null {
  const days = (n: number): string => dayText(of(day) + n * day_ms)
  switch (key) {
    case 'ArrowLeft': return days(-1)
    case 'ArrowRight': return days(1)
    case 'ArrowUp': return days(-7)
    case 'ArrowDown': return days(7)
    case 'Home': return `${day.slice(0, 8)}01`
    case 'End': return dayText(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0))
    case 'PageUp': return monthsOn(day, -1)
    case 'PageDown': return monthsOn(day, 1)
    default: return null
  }
}
export interface DayCell {
  fill: string
  ink: string
  sign: string // read beside the colour: the level, a class
  title: string // for the pointer and for those who cannot see
  value?: string // in a month: larger than the sign
  hatch?: boolean // left out, provisional: drawn with stripes
  dot?: boolean // incomplete
}
