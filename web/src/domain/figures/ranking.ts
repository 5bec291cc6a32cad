// Places in a ranking: best first, ties share a place (1 2 2 4), what could not be judged has none and comes last.
export interface Ranked {
  key: string
  name: string
  value: number | null
}
export interface Placed<T extends Ranked> {
  row: T
  place: number | null
  before: number | null // place in the earlier ranking
  moved: number | null // places gained (+) or lost (−)
  share: number // of the longest bar, 0..1
}
export function places(rows: Ranked[], greaterIsWorse: boolean): Map<string, number> {
  const taking = rows.filter((row) => row.value !== null).sort((a, b) => ((a.value ?? 0) - (b.value ?? 0)) * (greaterIsWorse ? 1 : -1))
  const out = new Map<string, number>()
  taking.forEach((row, i) => {
    const better = taking[i - 1]
    out.set(row.key, better && better.value === row.value ? (out.get(better.key) ?? i + 1) : i + 1)
  })
  return out
}
export function placed<T extends Ranked>(rows: T[], earlier: Ranked[], greaterIsWorse: boolean): Placed<T>[] {
  const now = places(rows, greaterIsWorse)
  const then = places(earlier, greaterIsWorse)
  const most = Math.max(0, ...rows.map((row) => Math.abs(row.value ?? 0)))
  return rows
    .map((row): Placed<T> => {
      const place = now.get(row.key) ?? null
      const before = then.get(row.key) ?? null
      return { row, place, before, moved: place !== null && before !== null ? before - place : null, share: most > 0 ? Math.abs(row.value ?? 0) / most : 0 }
    })
    .sort((a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || a.row.name.localeCompare(b.row.name, 'zh'))
}
